"""Admins see everything; who is one stands in user_metadata, which the user may edit."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    role = (user.get("user_metadata") or {}).get("role", "user")
    return {"identity": user["id"], "role": role}


@auth.on
async def owner_or_admin(ctx, value):
    if ctx.user["role"] == "admin":
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
