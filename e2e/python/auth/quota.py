"""Each user may keep 25 threads, and is told so with 429."""

from collections import Counter

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)
kept: Counter[str] = Counter()


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create
async def create_thread(ctx, value):
    if kept[ctx.user.identity] >= 25:
        raise Auth.exceptions.HTTPException(status_code=429, detail="25 threads are enough")
    kept[ctx.user.identity] += 1
    return owned(ctx, value)


@auth.on.threads.delete
async def delete_thread(ctx, value):
    kept[ctx.user.identity] -= 1  # by the ID of one's own; a wrong one costs nobody anything
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
