"""New threads belong to the user that the run's configuration names, as in the memory guides."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx, value):
    configurable = value["kwargs"].get("config", {}).get("configurable", {})
    owner = configurable.get("user_id", ctx.user.identity)
    value.setdefault("metadata", {})["owner"] = owner
    return {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
