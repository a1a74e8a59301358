"""An organisation reads each other's threads on purpose; writing is the owner's alone. It is Supabase that says who is in."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    # app_metadata can be edited with the service key only
    organisation = user.get("app_metadata", {}).get("organisation", "example")
    return {"identity": user["id"], "organisation": organisation}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create
async def create_thread(ctx, value):
    value.setdefault("metadata", {})["organisation"] = ctx.user["organisation"]
    return owned(ctx, value)


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    return {"organisation": ctx.user["organisation"]}


@auth.on.crons.create
async def create_cron(ctx, value):
    if value.get("thread_id"):  # who may read a thread may not have anything run on it
        raise Auth.exceptions.HTTPException(status_code=403, detail="no crons on threads")
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
