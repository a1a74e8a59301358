"""Who has no token is whom the page's own cookie names, with a look at its signature."""

from langgraph_sdk import Auth
from starlette.requests import cookie_parser

from accounts import current_user, unauthorized
from notebook import opened
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, headers: dict[bytes, bytes]):
    cookie = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get("notebook")
    if authorization or not cookie:
        return await current_user(authorization)
    if user := opened(cookie, verify=True):
        return {"identity": user}
    raise unauthorized("bad session cookie")


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
