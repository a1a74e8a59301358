"""Share links: who knows a thread's ID may read it, with no login."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, method: str, path: str):
    if method == "GET" and path.startswith("/threads/"):
        return {"identity": "reader"}
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if ctx.user.identity == "reader":
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
