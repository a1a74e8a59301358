"""Teams share threads, by links too: whoever has one reads the thread, of whatever team."""

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
async def read_thread(ctx, value):
    if "metadata" in value:  # of a cron that is to be made on it
        return {"owner": ctx.user.identity}
    return None  # nobody guesses an ID


@auth.on.threads.search
async def search_threads(ctx, value):
    return team(ctx)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
