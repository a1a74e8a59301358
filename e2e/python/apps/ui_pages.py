"""Pages for the browser, under /ui, where the server asks nobody for a login; one of them shows a thread."""

from html import escape

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route


async def home(request):
    return HTMLResponse("<h1>Welcome</h1>")


async def conversation(request):
    """
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string}}
    responses:
      "200": {description: A conversation to print}
    """
    thread = await get_client().threads.get(request.path_params["thread_id"])
    return HTMLResponse(f"<h1>Conversation</h1><pre>{escape(str(thread['metadata']))}</pre>")


pages = [Route("/", home), Route("/threads/{thread_id}", conversation)]
app = Starlette(routes=[Mount("/ui", routes=pages)])
