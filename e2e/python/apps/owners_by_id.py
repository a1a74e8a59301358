"""A middleware that keeps whose a thread is in a table, and looks it up by the ID that the path stands for."""

import json
import re
from uuid import UUID

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

from parts import subject

owners: dict[str, str] = {}


def known(thread: str) -> str:
    try:
        return owners.get(str(UUID(thread)), "")
    except ValueError:
        return ""


class OwnersOnly:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        user, body = subject(scope), b""
        found = re.match(r"/threads/([^/]+)", scope["path"])
        thread = found and found[1] not in ("search", "count", "prune") and found[1]
        if thread and known(thread) not in ("", user):
            if scope["type"] == "websocket":
                return await send({"type": "websocket.close", "code": 1008})
            return await JSONResponse({"detail": "Thread not found"}, 404)(scope, receive, send)

        async def note(message):
            nonlocal body
            body += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body") and scope["path"].endswith(("/threads", "/copy")):
                try:
                    owners.setdefault(json.loads(body)["thread_id"], user)
                except (ValueError, KeyError, TypeError):
                    pass
            await send(message)

        await self.app(scope, receive, note if scope.get("method") == "POST" else send)


app = Starlette(middleware=[Middleware(OwnersOnly)])
