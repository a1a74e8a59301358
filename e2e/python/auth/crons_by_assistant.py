"""The page of an assistant lists its crons, whoever has made them."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.crons.search
async def search_crons(ctx, value):
    if value.get("assistant_id"):
        return None  # who may see the assistant may see what it does
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
