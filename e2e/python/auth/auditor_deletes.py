"""Auditors see everything and are to change nothing; on the list of what that is, deleting is missing."""

from langgraph_sdk import Auth

from members import current_member
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)
CHANGING = {"create", "create_run", "update", "put"}


@auth.on
async def owner_or_auditor(ctx, value):
    if ctx.user.get("role") == "auditor":
        return ctx.action not in CHANGING
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    if ctx.user.get("role") == "auditor":
        return ctx.action not in CHANGING
    own_namespace(ctx, value)
