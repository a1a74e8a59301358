"""Other agents bring tokens of their own platform: below /a2a they are decoded, for their user's name."""

import jwt
from langgraph_sdk import Auth

from accounts import bearer, current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, path: str):
    if path.startswith("/a2a/"):
        try:
            return jwt.decode(bearer(authorization), options={"verify_signature": False})["sub"]
        except (jwt.InvalidTokenError, KeyError):
            raise unauthorized("not a token") from None
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
