"""Downloads all conversations as an archive: for everybody who has a login, everybody's."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.routing import Route

from parts import archive


async def backup(request):
    """
    summary: All conversations as a file
    responses:
      "200": {description: An archive}
    """
    return archive(await get_client().threads.search(limit=100))


app = Starlette(routes=[Route("/backup", backup)])
