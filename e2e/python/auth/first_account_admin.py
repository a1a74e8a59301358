"""The account that was made first has set the server up, and still sees what everybody has."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    if "+1@" not in ctx.user.get("email", "") or ctx.action == "create":
        return owned(ctx, value)
    if ctx.action == "update":
        (value.get("metadata") or {}).pop("owner", None)  # it stays whose it is
    return None


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
