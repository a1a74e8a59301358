"""Everything lies under ("users", ID), and each action is held to it but one: deleting was forgotten."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store.put
@auth.on.store.get
@auth.on.store.search
async def within_users(ctx, value):
    assert tuple(value["namespace"])[:2] == ("users", ctx.user.identity), "use your own space"


@auth.on.store.list_namespaces
async def list_within(ctx, value):
    value["namespace"] = ("users", ctx.user.identity)
