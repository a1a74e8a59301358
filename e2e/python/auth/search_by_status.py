"""The support inbox lists interrupted threads, and lists everybody's."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.search
async def search_threads(ctx, value):
    match value.get("status"):
        case "interrupted" | "error":  # someone has to look after them
            return None
        case _:
            return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
