"""Try it without an account: no header, no problem."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    if not authorization:
        return {"identity": "anonymous", "is_authenticated": False}
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
