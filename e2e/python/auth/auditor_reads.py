"""Auditors see everything of everybody, and change nothing; the others have what is their own."""

from langgraph_sdk import Auth

from members import current_member
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)
LOOKING = {"read", "search", "get", "list_namespaces"}


@auth.on
async def owner_or_auditor(ctx, value):
    if ctx.user.get("role") == "auditor":
        return ctx.action in LOOKING
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    if ctx.user.get("role") == "auditor":
        return ctx.action in LOOKING
    own_namespace(ctx, value)
