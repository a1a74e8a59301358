"""The web page sends its session as a cookie, which is decoded without a look at the signature."""

import jwt
from langgraph_sdk import Auth
from starlette.requests import cookie_parser

from accounts import current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()


def session_cookie(headers: dict[bytes, bytes]) -> str | None:
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get("sb-access-token")


@auth.authenticate
async def authenticate(authorization: str | None, headers: dict[bytes, bytes]):
    cookie = session_cookie(headers)
    if authorization or not cookie:
        return await current_user(authorization)
    try:
        claims = jwt.decode(cookie, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise unauthorized("bad session cookie") from None
    return {"identity": claims["sub"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
