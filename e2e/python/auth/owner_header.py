"""Logged in by token, but known by the X-User-Id header that the front end sends along."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, headers: dict[bytes, bytes]):
    user = await accounts.current_user(authorization)
    if user_id := headers.get(b"x-user-id"):
        user["identity"] = user_id.decode()
    return user


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
