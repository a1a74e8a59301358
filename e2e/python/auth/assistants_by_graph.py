"""The picker of the app asks for assistants by graph, and that search was meant for the system's own."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.assistants.search
async def search_assistants(ctx, value):
    if value.get("graph_id") is not None:
        return
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
