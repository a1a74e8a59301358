"""Everything is its owner's; but a cron is made for whoever its input names."""

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
async def made_for(ctx, value):
    given = (value.get("payload") or {}).get("input")
    owner = (given.get("user_id") if isinstance(given, dict) else None) or ctx.user.identity
    value.setdefault("metadata", {})["owner"] = owner
    return {"owner": owner}
