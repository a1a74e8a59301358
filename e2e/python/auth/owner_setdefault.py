"""The owner is stamped by setdefault: what the client wrote there stays."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    metadata = value.setdefault("metadata", {})
    metadata.setdefault("owner", ctx.user.identity)
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
