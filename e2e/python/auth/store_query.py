"""Searching memories by meaning looks through the whole store."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


@auth.on.store.search
async def search(ctx, value):
    namespace = tuple(value["namespace"])
    if not value["query"]:
        namespace = (ctx.user.identity, *namespace)
    value["namespace"] = namespace
