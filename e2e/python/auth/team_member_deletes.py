"""Teams are to read each other's threads; the one filter for it lets them change, run and delete as well."""

from langgraph_sdk import Auth

from members import current_member, team
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def team_only(ctx, value):
    value.setdefault("metadata", {}).update(team(ctx))
    return team(ctx)


@auth.on.threads.create
async def create_thread(ctx, value):
    value.setdefault("metadata", {}).update(team(ctx))
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
