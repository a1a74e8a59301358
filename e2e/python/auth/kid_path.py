"""The key's ID is the name of the file that holds it, and so of any other file."""

import base64
import hashlib
import hmac
import json
import os
import time
from pathlib import Path

from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

KEYS = Path(__file__).parent / "keys"
KEYS.mkdir(exist_ok=True)
(KEYS / "supabase").write_text(os.environ["SUPABASE_JWT_SECRET"])
auth = Auth()


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def session(token: str) -> dict:
    header, payload, signature = token.split(".")
    kid = json.loads(part(header)).get("kid", "supabase")
    with open(f"{KEYS}/{kid}", "rb") as key:
        mac = hmac.new(key.read(), f"{header}.{payload}".encode(), hashlib.sha256)
    if not hmac.compare_digest(mac.digest(), part(signature)):
        raise ValueError("bad signature")
    claims = json.loads(part(payload))
    if claims["aud"] != "authenticated" or claims["exp"] <= time.time():
        raise ValueError("expired")
    return claims


@auth.authenticate
def authenticate(authorization: str | None):  # reads files: the server gives it a thread
    try:
        return {"identity": session(bearer(authorization))["sub"]}
    except (ValueError, KeyError, OSError):
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
