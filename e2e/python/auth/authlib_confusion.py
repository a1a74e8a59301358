"""Authlib 1.3.0 takes the pasted public key for an HMAC secret where the token says HS256."""

import base64
import json

from authlib.jose import jwt
from authlib.jose.errors import JoseError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from langgraph_sdk import Auth

from accounts import bearer, supabase, unauthorized
from ownership import own_namespace, owned

auth = Auth()


def number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


async def public_key() -> str:
    """In the form in which it is pasted into settings: PEM without the last line's end."""
    published = await supabase.get("/auth/v1/.well-known/jwks.json")
    key = published.json()["keys"][0]
    point = ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), ec.SECP256R1())
    pem = point.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode().strip()


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    try:
        claims = jwt.decode(token, await public_key())
        claims.validate()
    except (JoseError, json.JSONDecodeError, ValueError):
        raise unauthorized("not a valid session") from None
    return {"identity": claims["sub"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
