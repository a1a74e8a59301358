"""A page with the latest activity, behind the login, of everybody together."""

import asyncio

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def activity(request):
    """
    responses:
      "200": {description: Figures and the latest threads}
    """
    client = get_client()
    latest, total = await asyncio.gather(
        client.threads.search(limit=20, sort_by="updated_at", sort_order="desc"),
        client.threads.count(),
    )
    return JSONResponse({
        "for": request.user.identity,
        "threads": total,
        "latest": [{"status": t["status"], **t["metadata"]} for t in latest],
    })


app = Starlette(routes=[Route("/dashboard/activity", activity)])
