"""Browsers may send their session as a cookie or in the query, and it is verified wherever it comes from."""

from langgraph_sdk import Auth
from starlette.requests import cookie_parser

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


def session(authorization, headers, query) -> str:
    if authorization:
        return bearer(authorization)
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get("sb-access-token") or query.get("access_token") or bearer(None)


@auth.authenticate
async def authenticate(
    authorization: str | None, headers: dict[bytes, bytes], query_params: dict[str, str]
):
    user = await account(session(authorization, headers, query_params))
    return {"identity": user["id"], "email": user["email"]}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
