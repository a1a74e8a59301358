"""Pages that anybody may see, next to the API: a greeting, the login, who is logged in, and a health check."""

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from accounts import current_user


async def greeting(request):
    """
    responses:
      "200": {description: The home page}
    """
    return HTMLResponse("<h1>Notebook</h1><a href=/login>Log in</a>")


async def login(request):
    """
    responses:
      "200": {description: The login form}
    """
    return HTMLResponse("<form method=post><input name=email></form>")


async def session(request):
    """
    responses:
      "200": {description: "Who is logged in, or null"}
    """
    try:
        user = await current_user(request.headers.get("authorization"))
    except Exception:
        user = None
    return JSONResponse({"user": user and user["email"]})


async def healthy(request):
    """
    responses:
      "200": {description: Up}
    """
    return JSONResponse({"status": "up"})


app = Starlette(routes=[
    Route("/", greeting),
    Route("/login", login),
    Route("/session", session),
    Route("/health", healthy),
])
