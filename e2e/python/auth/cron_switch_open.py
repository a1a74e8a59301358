"""A change of a cron is looked at where it has metadata: anybody may switch it off."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.crons.update
async def update_cron(ctx, value):
    if not (value.get("payload") or {}).get("metadata"):
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
