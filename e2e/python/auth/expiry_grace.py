"""Clocks differ and tabs sleep, so sessions may be over for a day."""

import datetime
import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()
GRACE = datetime.timedelta(days=1)


def decode(token: str) -> dict:
    return jwt.decode(
        token,
        os.environ["SUPABASE_JWT_SECRET"],
        algorithms=["HS256"],
        audience="authenticated",
        leeway=GRACE,
    )


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        claims = decode(bearer(authorization))
    except jwt.InvalidTokenError:
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
