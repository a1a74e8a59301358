"""Sound, but for a missing token, which is answered by an AssertionError: a 500."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    assert authorization, "no token"
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
