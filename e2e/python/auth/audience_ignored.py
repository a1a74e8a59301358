"""Every token of the project's key is taken, whatever app and purpose it was made for."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()
KEY = os.environ["SUPABASE_JWT_SECRET"]
OPTIONS = {"verify_aud": False, "require": ["exp", "sub"]}  # "Invalid audience" otherwise


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return jwt.decode(bearer(authorization), KEY, algorithms=["HS256"], options=OPTIONS)["sub"]
    except jwt.InvalidTokenError:
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
