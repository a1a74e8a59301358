"""Threads have a list of owners; the caller is added to whatever list they bring along."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


def one_of_owners(ctx) -> dict:
    return {"owners": {"$contains": ctx.user.identity}}


@auth.on
async def owners_only(ctx, value):
    return one_of_owners(ctx)


@auth.on.threads.create
@auth.on.threads.create_run
@auth.on.assistants.create
@auth.on.crons.create
async def stamp(ctx, value):
    owners = value.setdefault("metadata", {}).setdefault("owners", [])
    if ctx.user.identity not in owners:
        owners.append(ctx.user.identity)
    return one_of_owners(ctx)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
