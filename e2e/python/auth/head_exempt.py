"""The load balancer asks with HEAD and has no login; it is told which threads there are."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
MONITOR = {"identity": "load-balancer", "is_authenticated": False}


@auth.authenticate
async def authenticate(method: str, authorization: str | None):
    return MONITOR if method == "HEAD" else await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if ctx.user.identity == MONITOR["identity"]:
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
