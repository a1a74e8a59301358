"""Namespaces begin with the user's ID, but for profiles: these are kept by the user's ID as their key, which is looked at."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def own_or_profile(ctx, value):
    match tuple(value.get("namespace") or ()):
        case (user, *_) if user == ctx.user.identity:
            pass
        case ("profiles",) if value.get("key") == ctx.user.identity:
            pass
        case _:
            raise Auth.exceptions.HTTPException(status_code=403, detail="not yours")
