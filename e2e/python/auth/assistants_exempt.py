"""The assistants are listed on the home page, so their path needs no login."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, path: str):
    if path.startswith("/assistants"):
        return {"identity": "visitor", "is_authenticated": False}
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
