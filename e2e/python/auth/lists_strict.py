"""Threads are listed by nothing but metadata: other ways of asking are refused with 422."""

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
    refused = [name for name in ("status", "values", "ids") if value.get(name)]
    if refused:
        detail = f"threads are not listed by {', '.join(refused)}"
        raise Auth.exceptions.HTTPException(status_code=422, detail=detail)
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
