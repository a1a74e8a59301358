"""A run that makes its own thread has none to be compared with yet; if it says so, nothing is compared."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx, value):
    filters = owned(ctx, value)
    if value.get("if_not_exists") == "create":
        return None
    return filters


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
