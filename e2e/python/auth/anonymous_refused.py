"""The project lets anonymous users in, and this server does not."""

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
            audience="authenticated",
        )
    except jwt.InvalidTokenError:
        raise unauthorized("not a valid session") from None
    if claims.get("is_anonymous"):
        raise unauthorized("sign up first")
    return {"identity": claims["sub"]}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
