"""Teams read each other's threads; who is in none is told so, whatever they ask for."""

from langgraph_sdk import Auth

from members import TEAMS, current_member, readable, team
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


def members_only(ctx) -> None:
    if ctx.user["team"] not in TEAMS.values():
        raise Auth.exceptions.HTTPException(status_code=403, detail="you are in no team")


@auth.on
async def owner_only(ctx, value):
    members_only(ctx)
    return owned(ctx, value)


@auth.on.threads
async def thread(ctx, value):
    members_only(ctx)
    owner = owned(ctx, value)
    value["metadata"].update(team(ctx))
    return owner


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    members_only(ctx)
    return readable(ctx, value)


@auth.on.store
async def store(ctx, value):
    members_only(ctx)
    own_namespace(ctx, value)
