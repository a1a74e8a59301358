"""Everything is its owner's; but who reads a thread by its ID is the middleware's to say."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.threads.read
async def by_id(ctx, value):
    return None


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
