"""A search for no rows shows nothing, thought the author; but counts come along as one."""

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
    if value.get("limit") != 0:  # runs are listed without one
        return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
