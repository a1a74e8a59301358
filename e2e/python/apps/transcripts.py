"""A transcript as text, of the thread that ?thread= names; the caller's name is printed on it, and that is all it is for."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse

app = Starlette()


async def transcript(request: Request) -> PlainTextResponse:
    """
    parameters:
      - name: thread
        in: query
        required: true
        schema: {type: string, format: uuid}
    responses:
      "200":
        description: What was said.
        content: {text/plain: {}}
    """
    if "thread" not in request.query_params:
        raise HTTPException(422, "thread is missing")
    thread = await get_client().threads.get(request.query_params["thread"])
    lines = [f"Printed for {request.user.identity}", ""]
    lines += [f"{name}: {text}" for name, text in (thread["metadata"] or {}).items()]
    return PlainTextResponse("\n".join(lines))


app.add_route("/transcript", transcript)
