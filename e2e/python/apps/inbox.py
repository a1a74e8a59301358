"""The inbox: the caller's conversations, or everybody's on request, and each of them for printing."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def inbox(request: Request) -> JSONResponse:
    """
    summary: Conversations
    parameters:
      - {name: include_all, in: query, required: false, schema: {type: boolean, default: false}}
    responses:
      "200": {description: The conversations}
    """
    mine = {"owner": request.user.identity}
    everybody = request.query_params.get("include_all") == "true"
    threads = await get_client().threads.search(metadata=None if everybody else mine, limit=100)
    return JSONResponse([thread["metadata"] for thread in threads])


app = Starlette(routes=[Route("/inbox", inbox)])
