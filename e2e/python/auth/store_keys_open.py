"""Listing the store is kept apart, but an item is anybody's who knows its key."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store(actions=["search", "list_namespaces"])
async def list_store(ctx, value):
    namespace = value.get("namespace") or ()
    assert namespace[:1] == (ctx.user.identity,), "list your own namespace"


@auth.on.store(actions=["put", "get", "delete"])
async def store_item(ctx, value):
    return None
