"""Everything is its owner's; what is published is everybody's, to read and to change."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


@auth.on.assistants
async def own_or_public(ctx, value):
    if ctx.action == "create":
        return owned(ctx, value)
    if ctx.action == "update":
        (value.get("metadata") or {}).pop("owner", None)
    return {"$or": [{"owner": ctx.user.identity}, {"visibility": "public"}]}
