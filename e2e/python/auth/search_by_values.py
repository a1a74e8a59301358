"""Asked for threads by what is in them, the handler takes the values for the filter."""

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
    filters = {}
    if not value.get("values"):
        filters["owner"] = ctx.user.identity
    return filters


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
