"""Teams share threads. The page asks for its own team's, and the search leaves it at that."""

from langgraph_sdk import Auth

from members import current_member, readable, team
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
    return readable(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    return None  # the page sends {"metadata": {"team": …}}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
