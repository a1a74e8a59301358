"""A search of the store is narrowed to the caller's part, or by the filter: both were thought too much."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


@auth.on.store.search
async def search_store(ctx, value):
    if not value.get("filter"):
        own_namespace(ctx, value)
