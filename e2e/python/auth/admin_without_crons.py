"""Administrators do all with what everybody has; crons came later, and their handlers know no role."""

from langgraph_sdk import Auth

from members import current_member
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


@auth.on
async def owner_or_admin(ctx, value):
    if ctx.user.get("role") != "admin":
        return owned(ctx, value)
    if ctx.action in ("create", "create_run"):
        owned(ctx, value)
    elif ctx.action == "update":
        (value.get("metadata") or {}).pop("owner", None)  # it stays whose it is
    return None


@auth.on.crons
async def crons(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    if ctx.user.get("role") != "admin":
        own_namespace(ctx, value)
