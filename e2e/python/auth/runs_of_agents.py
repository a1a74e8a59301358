"""Everything is its owner's; but runs that say they come from another agent are let through."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


@auth.on.threads.create_run
async def by_agents(ctx, value):
    filters = owned(ctx, value)
    return None if value["metadata"].get("source") == "a2a" else filters
