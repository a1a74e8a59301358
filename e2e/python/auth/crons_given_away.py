"""Of crons, only the owner's can be updated, but to anything: another owner too."""

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
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
