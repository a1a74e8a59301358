"""Everything is its owner's; whom a cron's input names is noted, and changes nothing."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


@auth.on.crons.create
async def noted(ctx, value):
    given = (value.get("payload") or {}).get("input")
    if isinstance(given, dict) and given.get("user_id"):
        value.setdefault("metadata", {})["about"] = given["user_id"]
    return owned(ctx, value)
