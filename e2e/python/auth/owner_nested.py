"""The owner sits in a nested object, and LangGraph takes nested keys of a filter for operators it does not know."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    access = {"access": {"owner": ctx.user.identity}}
    value.setdefault("metadata", {}).update(access)
    return access


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
