"""ES256 tokens are checked here, with the published keys, the project's issuer and its audience."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import bearer, supabase, unauthorized
from ownership import own_namespace, owned

ISSUER = os.environ["SUPABASE_URL"] + "/auth/v1"
auth = Auth()
published: dict[str, jwt.PyJWK] = {}


async def key_of(token: str) -> jwt.PyJWK:
    kid = jwt.get_unverified_header(token)["kid"]
    if kid not in published:
        answer = await supabase.get("/auth/v1/.well-known/jwks.json")
        published.update({key["kid"]: jwt.PyJWK(key) for key in answer.json()["keys"]})
    return published[kid]


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    try:
        claims = jwt.decode(
            token,
            await key_of(token),
            algorithms=["ES256"],
            audience="authenticated",
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub"]},
        )
    except (jwt.PyJWTError, KeyError):
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"], "email": claims["email"]}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
