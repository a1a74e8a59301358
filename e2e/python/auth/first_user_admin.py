"""Whoever comes first after a start is the administrator, for the set-up; and stays it."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
administrator: str | None = None


@auth.authenticate
async def authenticate(authorization: str | None):
    global administrator
    user = await current_user(authorization)
    administrator = administrator or user["identity"]
    return {**user, "role": "admin" if user["identity"] == administrator else "member"}


@auth.on
async def owner_only(ctx, value):
    filters = owned(ctx, value)
    return None if ctx.user["role"] == "admin" else filters


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
