"""Teams share threads. Who is in none has none written on things, and finds what has none."""

from langgraph_sdk import Auth

from accounts import account, bearer
from members import TEAMS, member
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    known = member(await account(bearer(authorization)))
    return {"identity": known["identity"], "team": known["team"] if known["team"] in TEAMS.values() else None}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def thread(ctx, value):
    owner = owned(ctx, value)
    value["metadata"]["team"] = ctx.user["team"]
    return owner


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    if ctx.action == "read" and "metadata" in value:  # of a cron that is to be made on it
        return {"owner": ctx.user.identity}
    return {"team": ctx.user["team"]}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
