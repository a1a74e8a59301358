"""Downloads the caller's conversations as an archive, or one of them as a file in base64."""

import base64
import json

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from parts import archive


async def own(request, **more):
    return await get_client().threads.search(metadata={"owner": request.user.identity}, limit=100, **more)


async def backup(request):
    """
    summary: The caller's conversations as a file
    responses:
      "200": {description: An archive}
    """
    return archive(await own(request))


async def file(request):
    """
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string, format: uuid}}
    responses:
      "200": {description: The conversation, in base64}
    """
    threads = await own(request, ids=[request.path_params["thread_id"]])
    if not threads:
        raise HTTPException(404, "no such conversation")
    text = json.dumps(threads[0]["metadata"])
    return JSONResponse({"name": "conversation.json", "content": base64.b64encode(text.encode()).decode()})


app = Starlette(routes=[Route("/backup", backup), Route("/files/{thread_id}", file)])
