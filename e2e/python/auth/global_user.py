"""The caller is kept in a global between the two handlers; the next request overwrites it."""

from langgraph_sdk import Auth

import accounts

auth = Auth()
caller: dict = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await accounts.current_user(authorization)
    caller.update(user)
    return user


@auth.on
async def owner_only(ctx, value):
    filters = {"owner": caller["identity"]}
    value.setdefault("metadata", {}).update(filters)
    return filters


@auth.on.store
async def store(ctx, value):
    value["namespace"] = (ctx.user.identity, *(value.get("namespace") or ()))
