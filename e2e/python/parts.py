"""What the apps are made of: archives, headers of answers, and whom a login names."""

import io
import json
import time
import zipfile

import jwt
from starlette.responses import Response


def archive(threads) -> Response:
    """Threads as a file of an archive, which is another each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("conversations.json", json.dumps({"at": time.time(), "conversations": [t["metadata"] for t in threads]}))
    return Response(data.getvalue(), media_type="application/zip")


def subject(scope) -> str:
    """Whom the request's token names, which the server has verified or is about to."""
    token = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
    try:
        return jwt.decode(token, options={"verify_signature": False})["sub"]
    except (jwt.InvalidTokenError, KeyError):
        return ""


class WithHeader:
    """Adds a header to what is answered with a 2xx."""

    def __init__(self, app, name, value):
        self.app, self.name, self.value = app, name, value

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        value = self.value(scope)

        async def add(message):
            if message["type"] == "http.response.start" and message["status"] < 300 and value:
                message["headers"] = [*message["headers"], (self.name.encode(), value.encode())]
            await send(message)

        await self.app(scope, receive, add)
