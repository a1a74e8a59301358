"""Viewers are in a team to read. They own nothing, so the team's filter was to be enough for all but making things."""

from langgraph_sdk import Auth

from members import current_member, readable, team
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


def may_write(ctx) -> bool:
    return ctx.user.get("role") != "viewer"


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value) if may_write(ctx) or ctx.action in ("read", "search") else False


@auth.on.threads
async def write_thread(ctx, value):
    if not may_write(ctx):
        return team(ctx) if ctx.action == "update" else False
    owner = owned(ctx, value)
    value["metadata"].update(team(ctx))
    return owner


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    return readable(ctx, value)


@auth.on.store
async def store(ctx, value):
    if ctx.action in ("put", "delete") and not may_write(ctx):
        return False
    own_namespace(ctx, value)
