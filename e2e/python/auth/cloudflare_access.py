"""Cloudflare Access has checked its assertion already, so this only decodes it; but who says it came from there?"""

import base64
import binascii
import json

from langgraph_sdk import Auth

from accounts import current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()


class Assertion:
    def __init__(self, raw: bytes):
        try:
            body = raw.split(b".")[1]
            self.claims = json.loads(base64.urlsafe_b64decode(body + b"==="))
        except (IndexError, binascii.Error, ValueError):
            raise unauthorized("bad assertion") from None

    @property
    def user(self) -> dict:
        return {"identity": self.claims["sub"], "email": self.claims.get("email")}


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    if assertion := headers.get(b"cf-access-jwt-assertion"):
        return Assertion(assertion).user
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
