"""Sets a cookie that says who was here, for the page beside the API."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from notebook import sealed
from parts import WithHeader, subject


def cookie(scope) -> str:
    user = subject(scope)
    return user and f"notebook={sealed(user)}; Path=/; HttpOnly"


app = Starlette(middleware=[Middleware(WithHeader, name="set-cookie", value=cookie)])
