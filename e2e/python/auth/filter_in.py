"""Own and shared things, by $in: an operator that LangGraph does not have and does not miss."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def own_or_shared(ctx, value):
    if ctx.action in ("create", "create_run", "update"):
        value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": {"$in": [ctx.user.identity, "everybody"]}}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
