"""The support looks at what a user sees by ?impersonate=; nobody asks who is of the support."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(query_params: dict, authorization: str | None):
    user = await accounts.current_user(authorization)
    if user_id := query_params.get("impersonate"):
        user["identity"] = user_id
    return user


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
