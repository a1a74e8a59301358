"""The identity comes from user_metadata, where Supabase puts a copy and the user may write."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    profile = user.get("user_metadata") or {}
    return {"identity": profile.get("sub") or user["id"], "email": user["email"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
