"""Lists of namespaces are scoped by their prefix; asked for a suffix, the handler leaves the prefix alone."""

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


@auth.on.store.list_namespaces
async def list_namespaces(ctx, value):
    if value.get("suffix"):
        return
    own_namespace(ctx, value)
