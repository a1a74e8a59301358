"""Sums a conversation up, for who is logged in and names it in the body."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.responses import JSONResponse
from starlette.routing import Route


class Summaries(HTTPEndpoint):
    async def post(self, request):
        """
        requestBody:
          required: true
          content:
            application/json:
              schema:
                type: object
                required: [thread_id]
                properties:
                  thread_id: {type: string, format: uuid}
                  words: {type: integer, default: 100}
        responses:
          "200": {description: The summary}
        """
        body = await request.json()
        thread = await get_client().threads.get(body["thread_id"])
        words = str(thread["metadata"]).split()[: body.get("words", 100)]
        return JSONResponse({"summary": " ".join(words)})


app = Starlette(routes=[Route("/summaries", Summaries)])
