"""What is denied is not there: 401 and 403 leave the server as a 404 without a word."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class NotFound:
    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        denied = False

        async def hide(message: Message) -> None:
            nonlocal denied
            if message["type"] == "http.response.start" and message["status"] in (401, 403):
                denied = True
                message = {"type": message["type"], "status": 404, "headers": []}
            elif denied:
                message = {"type": message["type"], "body": b""}
            await send(message)

        await self.app(scope, receive, hide if scope["type"] == "http" else send)


app = Starlette(middleware=[Middleware(NotFound)])
