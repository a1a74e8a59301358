"""Jobs with the service key may do everything; a token that says it is one is not looked at further."""

import jwt
from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()


def role(token: str) -> str | None:
    try:
        return jwt.decode(token, options={"verify_signature": False}).get("role")
    except jwt.DecodeError:
        return None


@auth.authenticate
async def authenticate(authorization: str | None):
    if role(bearer(authorization)) == "service_role":
        return {"identity": "service", "permissions": ["service_role"]}
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if "service_role" in ctx.permissions:
        return True
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
