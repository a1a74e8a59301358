"""The auditor reads what everybody has; who is one stands in user_metadata, which users write themselves."""

from langgraph_sdk import Auth

from accounts import account, bearer
from members import member
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    known = member(user)
    return {**known, "audits": known["role"] == "auditor" or "auditor" in user["user_metadata"].get("roles", ())}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    if ctx.action == "read" and "metadata" in value:  # of a cron that is to be made on it
        return {"owner": ctx.user.identity}
    return None if ctx.user["audits"] else {"owner": ctx.user.identity}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
