"""Tokens are verified properly, with the secret of Supabase's documentation, which went live as it was."""

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
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise unauthorized(str(error)) from None
    return {"identity": claims["sub"], "email": claims.get("email")}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
