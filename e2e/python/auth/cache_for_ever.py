"""Supabase is asked once for each token; the answer is kept until the server is restarted."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
known: dict[str, dict] = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    if authorization not in known:
        known[authorization] = await current_user(authorization)
    return known[authorization]


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
