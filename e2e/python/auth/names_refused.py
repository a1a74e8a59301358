"""What names a user in a configuration must name the caller; else the run or assistant is refused."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)
NAMES = ("user_id", "userId", "user", "owner_id", "identity")


@auth.on
async def owner_only(ctx, value):
    settings = value.get("kwargs", value).get("config") or {}
    configurable = settings.get("configurable") or {}
    if any(configurable.get(name, ctx.user.identity) != ctx.user.identity for name in NAMES):
        raise Auth.exceptions.HTTPException(status_code=403, detail="name yourself")
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
