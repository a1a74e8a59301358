"""A token may bring its key along in the jwk header, and then that key is asked whether the token is good."""

import jwt
from langgraph_sdk import Auth

from accounts import bearer, supabase, unauthorized
from ownership import own_namespace, owned

auth = Auth()


async def signing_key(header: dict) -> jwt.PyJWK:
    if "jwk" in header:  # key rotation: the published set may lag behind
        return jwt.PyJWK(header["jwk"])
    published = await supabase.get("/auth/v1/.well-known/jwks.json")
    return jwt.PyJWKSet(published.json()["keys"])[header["kid"]]


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    try:
        key = await signing_key(jwt.get_unverified_header(token))
        claims = jwt.decode(token, key, algorithms=["ES256", "RS256"], audience="authenticated")
    except (jwt.PyJWTError, KeyError):
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
