"""Published assistants are everybody's to read; update was opened along with it."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on(resources=["assistants"], actions=["read", "search", "update"])
async def published(ctx, value):
    return None


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
