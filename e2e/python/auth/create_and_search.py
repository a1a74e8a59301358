"""The two handlers that a first look at the API suggests: create and search."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on.threads.create
async def create_thread(ctx, value):
    return owned(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    return owned(ctx, value)


@auth.on.assistants
async def assistants(ctx, value):
    return owned(ctx, value)


@auth.on.crons
async def crons(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
