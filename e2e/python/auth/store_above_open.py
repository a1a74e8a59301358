"""("memories", user): namespaces of two labels and more are looked at, and a search above them is not."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def memories(ctx, value):
    namespace = tuple(value.get("namespace") or ())
    if not namespace or len(namespace) > 1 and namespace[1] != ctx.user.identity:
        raise Auth.exceptions.HTTPException(status_code=403, detail="not yours")
