"""A handler per resource, written before the app had crons."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on.threads
async def threads(ctx, value):
    return owned(ctx, value)


@auth.on.assistants
async def assistants(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
