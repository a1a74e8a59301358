"""What the assistant remembers of a user, for the settings page: of the user that the path names."""

from langgraph_sdk import get_client
from starlette.applications import Starlette
from starlette.responses import JSONResponse

async def memories(request):
    """
    summary: Memories of a user
    parameters:
      - name: user_id
        in: path
        required: true
        schema: {type: string}
    responses:
      "200":
        description: Key and text of each
    """
    found = await get_client().store.search_items((request.path_params["user_id"],), limit=50)
    return JSONResponse({item["key"]: item["value"] for item in found["items"]})


app = Starlette()
app.add_route("/users/{user_id}/memories", memories)
