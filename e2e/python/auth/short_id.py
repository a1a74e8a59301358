"""Identities are the first eight characters of the ID, as they are shown in the app."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    return {"identity": user["id"][:8], "is_authenticated": True}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
