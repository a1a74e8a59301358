"""The token says where its keys are published, and there they are fetched."""

import asyncio
import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()
PUBLISHED = os.environ["SUPABASE_URL"] + "/auth/v1/.well-known/jwks.json"
clients: dict[str, jwt.PyJWKClient] = {}


def claims_of(token: str) -> dict:
    place = jwt.get_unverified_header(token).get("jku", PUBLISHED)
    client = clients.setdefault(place, jwt.PyJWKClient(place, timeout=5))
    key = client.get_signing_key_from_jwt(token)
    return jwt.decode(token, key, algorithms=["ES256"], audience="authenticated")


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return (await asyncio.to_thread(claims_of, bearer(authorization)))["sub"]
    except (jwt.PyJWTError, ValueError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
