"""Administrators see, change and delete what everybody has; a role in user_metadata comes first, and users write it."""

from langgraph_sdk import Auth

from accounts import account, bearer
from members import member
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    known = member(user)
    return {**known, "role": user["user_metadata"].get("role", known["role"])}


@auth.on
async def owner_or_admin(ctx, value):
    if ctx.user.get("role") != "admin":
        return owned(ctx, value)
    if ctx.action in ("create", "create_run"):
        owned(ctx, value)
    elif ctx.action == "update":
        (value.get("metadata") or {}).pop("owner", None)  # it stays whose it is
    return None


@auth.on.store
async def store(ctx, value):
    if ctx.user.get("role") != "admin":
        own_namespace(ctx, value)
