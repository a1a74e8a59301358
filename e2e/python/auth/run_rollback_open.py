"""The stop button works for everybody: cancelling counts as an update with an action, and that one is let through."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.update
async def update_thread(ctx, value):
    if value.get("action") in ("interrupt", "rollback"):
        return
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
