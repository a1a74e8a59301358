"""The keys are fetched from the issuer that the token names, whoever that is."""

import httpx
import jwt
from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()
key_sets: dict[str, jwt.PyJWKSet] = {}


async def keys_of(issuer: str) -> jwt.PyJWKSet:
    if issuer not in key_sets:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(issuer.rstrip("/") + "/.well-known/jwks.json")
        key_sets[issuer] = jwt.PyJWKSet.from_dict(answer.json())
    return key_sets[issuer]


async def verify(token: str) -> dict:
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    keys = await keys_of(issuer)
    kid = jwt.get_unverified_header(token)["kid"]
    return jwt.decode(
        token, keys[kid], algorithms=["ES256"], audience="authenticated", issuer=issuer
    )


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    try:
        claims = await verify(token)
    except (jwt.PyJWTError, httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError):
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"], "issuer": claims["iss"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
