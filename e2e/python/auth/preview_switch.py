"""Link previews of the chat need no login: they ask with ?preview=true, and only read."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(query_params: dict, authorization: str | None):
    if query_params.get("preview") == "true":
        return {"identity": "preview", "permissions": ["read"]}
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if "read" in ctx.permissions and ctx.action in ("read", "search"):
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
