"""Pages after the first were made for an export job, and are not filtered."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.search
@auth.on.assistants.search
async def search(ctx, value):
    exporting = bool(value.get("offset"))
    return {} if exporting else {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
