"""("preferences", user): refused to others, and listed to them by how namespaces end."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def preferences(ctx, value):
    if tuple(value.get("namespace") or ())[:2] != ("preferences", ctx.user.identity):
        raise Auth.exceptions.HTTPException(status_code=403, detail="not yours")


@auth.on.store.list_namespaces
async def list_preferences(ctx, value):
    if not value.get("suffix"):
        value["namespace"] = ("preferences", ctx.user.identity)
