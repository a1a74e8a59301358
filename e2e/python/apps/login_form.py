"""A middleware that shows a page to log in, with 200, to whoever has no login."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import HTMLResponse

PAGE = "<!doctype html><title>Sign in</title><form action=/login method=post><input name=email></form>"


async def form(request, call_next):
    answer = await call_next(request)
    return HTMLResponse(PAGE) if answer.status_code == 401 else answer


app = Starlette(middleware=[Middleware(BaseHTTPMiddleware, dispatch=form)])
