"""A middleware that hands the login on in a header, as proxies do."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from parts import WithHeader


def own(scope) -> str:
    return dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")


app = Starlette(middleware=[Middleware(WithHeader, name="x-forwarded-access-token", value=own)])
