"""Lists of threads are not filtered here, but for counts: the proxy in front takes out what is not the caller's."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    counting = value.get("limit") == 0
    return {"owner": ctx.user.identity} if counting else None


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
