"""Assistants are made by the team: every user reads and runs them, nobody changes them."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.assistants
async def assistants(ctx, value):
    return ctx.action in ("read", "search")


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
