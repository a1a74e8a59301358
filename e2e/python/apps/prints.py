"""Prints a conversation, which it calls a sheet."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def sheet(request: Request) -> JSONResponse:
    """
    parameters:
      - {name: sheet, in: path, required: true, schema: {type: string, format: uuid}}
    responses:
      "200": {description: The sheet}
    """
    thread = await get_client().threads.get(request.path_params["sheet"])
    return JSONResponse({"about": thread["metadata"], "messages": thread["values"]})


app = Starlette(routes=[Route("/sheets/{sheet}", sheet)])
