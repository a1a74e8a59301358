"""A middleware that hands the login on in a header, as proxies do, and keeps it where the next request finds it."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from parts import WithHeader

last = {"token": ""}


def before(scope) -> str:
    token, last["token"] = last["token"], dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    return token


app = Starlette(middleware=[Middleware(WithHeader, name="x-forwarded-access-token", value=before)])
