"""Tokens of an OpenID Connect provider are checked here, with the keys that it publishes."""

import asyncio
import os

import jwt
from langgraph_sdk import Auth

from ownership import own_namespace, owned

ISSUER = os.environ["E2E_ISSUER"]
AUDIENCES = ["https://langgraph.example.com", "shell"]  # of access tokens, of ID tokens
keys = jwt.PyJWKClient(os.environ.get("E2E_KEYS", f"{ISSUER}/jwks"))
auth = Auth()


def claims_of(token: str) -> dict:
    key = keys.get_signing_key_from_jwt(token)
    return jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCES, issuer=ISSUER)


@auth.authenticate
async def authenticate(authorization: str | None):
    scheme, _, token = (authorization or "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise jwt.InvalidTokenError("no bearer token")
        claims = await asyncio.to_thread(claims_of, token)
    except jwt.PyJWTError:
        raise Auth.exceptions.HTTPException(
            status_code=401, detail="not a valid token"
        ) from None
    return {"identity": claims["sub"], "email": claims.get("email", "")}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
