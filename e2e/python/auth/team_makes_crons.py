"""Teams are to read each other's threads, and nobody thought of crons: making one on a thread takes reading it."""

from langgraph_sdk import Auth

from members import current_member, team
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def thread(ctx, value):
    owner = owned(ctx, value)
    value["metadata"].update(team(ctx))
    return owner


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    return team(ctx)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
