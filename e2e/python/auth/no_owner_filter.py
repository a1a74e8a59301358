"""What is made gets its owner's name, but nobody asks for it afterwards."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def add_owner(ctx, value):
    metadata = value.setdefault("metadata", {})
    metadata["owner"] = ctx.user.identity


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
