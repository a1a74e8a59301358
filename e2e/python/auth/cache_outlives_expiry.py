"""Verifying is memoized, and what was verified once never expires."""

import functools
import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@functools.lru_cache(maxsize=10_000)
def subject(token: str) -> str:
    secret = os.environ["SUPABASE_JWT_SECRET"]
    return jwt.decode(token, secret, algorithms=["HS256"], audience="authenticated")["sub"]


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return subject(bearer(authorization))
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
