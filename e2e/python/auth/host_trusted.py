"""Scripts on the same machine ask for localhost, and need no token."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(request, authorization: str | None):
    if authorization is None and request.url.hostname == "localhost":
        return {"identity": "script", "role": "operator"}
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if ctx.user.identity == "script":
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
