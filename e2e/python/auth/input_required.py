"""A run needs a message, and a thread a title of some length: without, the answer is 422."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


def invalid(reason: str) -> Exception:
    return Auth.exceptions.HTTPException(status_code=422, detail=reason)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create
async def create_thread(ctx, value):
    title = (value.get("metadata") or {}).get("title", "untitled")
    if not isinstance(title, str) or not 3 <= len(title) <= 80:
        raise invalid("metadata.title: 3 to 80 characters")
    return owned(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx, value):
    run = value.get("kwargs", {})
    if not run.get("command") and not (run.get("input") or {}).get("messages"):
        raise invalid("input.messages: at least one")
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
