"""Assistants are set up for people: whose one is says its configuration, where it does."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.assistants.create
async def create_assistant(ctx, value):
    configurable = (value.get("config") or {}).get("configurable") or {}
    value.setdefault("metadata", {})["owner"] = configurable.get("user_id") or ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
