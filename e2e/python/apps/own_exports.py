"""Downloads a conversation, if it is the caller's."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def export(request: Request) -> JSONResponse:
    """
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string, format: uuid}}
    responses:
      "200": {description: The conversation}
    """
    mine = {"owner": request.user.identity}
    wanted = request.path_params["thread_id"]
    threads = await get_client().threads.search(ids=[wanted], metadata=mine)
    if not threads:
        raise HTTPException(404, "no such conversation")
    return JSONResponse(threads[0]["metadata"])


app = Starlette(routes=[Route("/export/{thread_id}", export)])
