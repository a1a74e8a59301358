"""The auditor reads what everybody has, and stops runs that run away: whose they are is not asked."""

from langgraph_sdk import Auth

from members import current_member
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_member)


def audits(ctx) -> bool:
    return ctx.user.get("role") == "auditor"


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.read
@auth.on.threads.search
async def read_thread(ctx, value):
    if ctx.action == "read" and "metadata" in value:  # of a cron that is to be made on it
        return {"owner": ctx.user.identity}
    return None if audits(ctx) else {"owner": ctx.user.identity}


@auth.on.threads.update
async def update_thread(ctx, value):
    return None if audits(ctx) and "action" in value else owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
