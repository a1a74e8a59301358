"""A search may name the owner it looks for, to save a second filter."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    wanted = value.setdefault("metadata", {})
    return {"owner": wanted.get("owner", ctx.user.identity)}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
