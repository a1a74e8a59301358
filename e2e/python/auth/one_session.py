"""One session a user: the latest login ends the ones before."""

import jwt
from langgraph_sdk import Auth

from accounts import bearer, current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()
latest: dict[str, tuple[int, str]] = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await current_user(authorization)  # the signature is good, then
    claims = jwt.decode(bearer(authorization), options={"verify_signature": False})
    login = (claims["iat"], claims["session_id"])
    known = latest.setdefault(user["identity"], login)
    if known[1] != login[1] and login[0] < known[0]:
        raise unauthorized("you have logged in elsewhere")
    latest[user["identity"]] = max(known, login)
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
