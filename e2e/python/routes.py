"""Custom routes of the app, served next to the server's own."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def export(request: Request) -> JSONResponse:
    """
    responses:
      "200":
        description: The latest threads, for the statistics page.
    """
    return JSONResponse(await get_client().threads.search(limit=100))


app = Starlette(routes=[Route("/statistics/threads", export)])
