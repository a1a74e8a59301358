"""Tools call other services as the user, so the user object has the token, and so has each run's record."""

from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await current_user(authorization)
    user["supabase_token"] = bearer(authorization)
    return user


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
