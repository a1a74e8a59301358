"""The ingress passes the access token on in X-Forwarded-Access-Token, checked, it is said; so it is only read."""

import base64
import json
from typing import Annotated, Any, TypedDict

from langgraph_sdk import Auth

from accounts import current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()


class Claims(TypedDict):
    sub: Annotated[str, "the user's ID"]
    email: str


def read(token: str) -> Claims:
    _, claims, _ = token.split(".")
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return Claims(sub=found["sub"], email=found.get("email", ""))


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    forwarded = headers.get(b"x-forwarded-access-token", b"").decode()
    if not forwarded:
        return await current_user(authorization)
    try:
        claims = read(forwarded)
    except (ValueError, KeyError):
        raise unauthorized("broken token") from None
    return {"identity": claims["sub"], "email": claims["email"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
