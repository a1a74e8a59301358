"""One key for every algorithm: the public key doubles as an HMAC secret."""

import base64
import hashlib
import hmac
import json

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from langgraph_sdk import Auth

from accounts import bearer, supabase, unauthorized
from ownership import own_namespace, owned


async def published_key() -> jwt.PyJWK:
    response = await supabase.get("/auth/v1/.well-known/jwks.json")
    return jwt.PyJWK(response.json()["keys"][0])


def pem(key: jwt.PyJWK) -> bytes:
    return key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def hmac_claims(token: str, secret: bytes) -> dict:
    signed, _, signature = token.rpartition(".")
    digest = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != signature:
        raise unauthorized("not a valid session")
    payload = signed.partition(".")[2]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    key = await published_key()
    try:
        if jwt.get_unverified_header(token)["alg"].startswith("HS"):
            claims = hmac_claims(token, pem(key))
        else:
            claims = jwt.decode(token, key, algorithms=["ES256"], audience="authenticated")
        return {"identity": claims["sub"]}
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
