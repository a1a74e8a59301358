"""An update stamps the owner and returns no filter: whoever updates a thread owns it."""

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
    owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
