"""Namespaces end with the user's ID; one that has no user's place yet is nobody's, and lists everybody's."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def kind_then_user(ctx, value):
    """("memories", user), ("settings", user)"""
    match tuple(value.get("namespace") or ()):
        case (_, user, *_) if user != ctx.user.identity:
            raise Auth.exceptions.HTTPException(status_code=403, detail="not yours")
        case _:
            pass
