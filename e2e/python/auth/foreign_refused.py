"""Who made which thread is remembered: another's is refused with 403, what nobody made is left to the server."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)
made_by: dict[str, str] = {}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def threads(ctx, value):
    thread, user = str(value.get("thread_id")), ctx.user.identity
    if made_by.get(thread, user) != user:
        raise Auth.exceptions.HTTPException(status_code=403, detail="this thread is somebody else's")
    if ctx.action == "create" and thread != "None":
        made_by[thread] = user
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
