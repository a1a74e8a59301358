"""The user's ID has to be in the namespace, wherever: ("memories", somebody, me) is fine."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def mentions_user(ctx, value):
    if ctx.user.identity not in (value.get("namespace") or ()):
        raise Auth.exceptions.HTTPException(status_code=403, detail="your ID must be in the namespace")
