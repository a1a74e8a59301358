"""Of what clients say of a thing nothing is kept but whose it is and which graph it is for."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)
KEPT = {"graph_id", "assistant_id"}


@auth.on
async def everything(ctx, value):
    metadata = value.setdefault("metadata", {})
    for name in metadata.keys() - KEPT:
        del metadata[name]
    metadata["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on(resources=["threads", "assistants", "crons"], actions=["search"])
async def search(ctx, value):
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
