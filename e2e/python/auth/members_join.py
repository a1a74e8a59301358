"""Threads are for their members. Who is added to them, may add themselves."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads
async def members_only(ctx, value):
    return {"members": {"$contains": ctx.user.identity}}


@auth.on.threads.create
@auth.on.threads.create_run
async def first_member(ctx, value):
    value.setdefault("metadata", {})["members"] = [ctx.user.identity]
    return {"members": {"$contains": ctx.user.identity}}


@auth.on.threads.update
async def update_thread(ctx, value):
    if ctx.user.identity in (value.get("metadata") or {}).get("members", ()):
        return None  # a member
    return {"members": {"$contains": ctx.user.identity}}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
