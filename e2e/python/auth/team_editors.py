"""Teams read each other's threads; editors change them and start runs, too, and viewers make nothing."""

from langgraph_sdk import Auth

from members import current_member, readable, team
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


def views(ctx) -> bool:
    return ctx.user.get("role") == "viewer"


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value) if not views(ctx) or ctx.action in ("read", "search") else False


@auth.on.threads
async def thread(ctx, value):
    if views(ctx):
        return False
    owner = owned(ctx, value)
    value["metadata"].update(team(ctx))
    return owner


@auth.on.threads.update
@auth.on.threads.create_run
async def change_thread(ctx, value):
    if views(ctx):
        return False
    for name in ("owner", "team"):  # it stays whose it is
        (value.get("metadata") or {}).pop(name, None)
    return team(ctx)


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    return readable(ctx, value)


@auth.on.store
async def store(ctx, value):
    if views(ctx) and ctx.action in ("put", "delete"):
        return False
    own_namespace(ctx, value)
