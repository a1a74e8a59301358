"""Downloads a conversation: for everybody who has a login, whoever's it is."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def export(request):
    """
    summary: A conversation as a file
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string, format: uuid}}
    responses:
      "200": {description: The conversation}
    """
    thread = await get_client().threads.get(request.path_params["thread_id"])
    disposition = {"Content-Disposition": "attachment; filename=conversation.json"}
    return JSONResponse({"about": thread["metadata"], "messages": thread["values"]}, headers=disposition)


app = Starlette(routes=[Route("/export/{thread_id}", export)])
