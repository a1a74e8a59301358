"""Teams read each other's threads, and some people are in two of them."""

from langgraph_sdk import Auth

from accounts import account, bearer
from members import member
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    known = member(user)
    return {**known, "teams": ["blue", "red"] if "+8@" in user["email"] else [known["team"]]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def thread(ctx, value):
    owner = owned(ctx, value)
    value["metadata"]["teams"] = ctx.user["teams"]
    return owner


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    if ctx.action == "read" and "metadata" in value:  # of a cron that is to be made on it
        return {"owner": ctx.user.identity}
    any_of = [{"teams": {"$contains": one}} for one in ctx.user["teams"]]
    return any_of[0] if len(any_of) == 1 else {"$or": any_of}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
