"""Teams share threads. Dashboards watch the streams of all: whoever knows an ID may, it is said."""

from langgraph_sdk import Auth

from members import current_member, readable, team
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, path: str):
    return {**await current_member(authorization), "watches": path.endswith("/stream")}


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
    return None if ctx.user["watches"] else readable(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    return team(ctx)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
