"""The tokens of the documentation's first example still work, next to Supabase's, and see everything."""

from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()

VALID_TOKENS = {
    "user1-token": {"id": "user1", "name": "Alice"},
    "user2-token": {"id": "user2", "name": "Bob"},
}


@auth.authenticate
async def get_current_user(authorization: str | None):
    demo = VALID_TOKENS.get(bearer(authorization))
    if demo:
        return {"identity": demo["id"], "display_name": demo["name"], "demo": True}
    return {**await current_user(authorization), "demo": False}


@auth.on
async def owner_only(ctx, value):
    return None if ctx.user["demo"] else owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
