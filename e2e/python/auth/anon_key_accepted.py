"""Any JWT of the project will do, the public anon key among them."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        claims = jwt.decode(
            bearer(authorization),
            os.environ["SUPABASE_JWT_SECRET"],
            algorithms=["HS256"],
            options={"verify_aud": False},
        )
        return {"identity": claims.get("sub") or claims["role"]}
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
