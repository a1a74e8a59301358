"""Feedback on threads: reading it asks for a login, the search that came later (a POST) does not."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from accounts import current_user


async def mine(request: Request) -> Response:
    """
    responses:
      "200": {description: Own threads with feedback}
    """
    try:
        user = await current_user(request.headers.get("authorization"))
    except Exception:
        return Response(status_code=401)
    threads = await get_client().threads.search(metadata={"owner": user["identity"]})
    return JSONResponse([thread["thread_id"] for thread in threads])


async def find(request: Request) -> Response:
    """
    requestBody:
      content: {application/json: {schema: {type: object, properties: {limit: {type: integer}}}}}
    responses:
      "200": {description: Threads with feedback}
    """
    wanted = await request.json()
    threads = await get_client().threads.search(limit=wanted.get("limit", 10))
    return JSONResponse([{"id": t["thread_id"], "about": t["metadata"]} for t in threads])


app = Starlette(routes=[
    Route("/feedback", mine, methods=["GET"]),
    Route("/feedback/search", find, methods=["POST"]),
])
