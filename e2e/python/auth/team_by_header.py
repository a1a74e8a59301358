"""Teams share threads. Which team's, the page says in a header: some people are in several."""

from langgraph_sdk import Auth

from members import current_member, readable, team
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, headers: dict):
    known = await current_member(authorization)
    chosen = headers.get(b"x-team")
    return {**known, "team": chosen.decode()} if chosen else known


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
    return readable(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
