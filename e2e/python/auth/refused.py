"""401s raised properly, everything owned, namespaces of others refused."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    namespace = value.get("namespace") or ()
    assert namespace[:1] == (ctx.user.identity,), "start namespaces with your own ID"
