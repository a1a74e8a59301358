"""Tokens are checked here, with the project's JWT secret: no round trip to Supabase."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

SECRET = os.environ["SUPABASE_JWT_SECRET"]
auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        claims = jwt.decode(
            bearer(authorization), SECRET, algorithms=["HS256"], audience="authenticated"
        )
    except jwt.InvalidTokenError:
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"], "email": claims.get("email", "")}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
