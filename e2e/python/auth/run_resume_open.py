"""Approvers are other people than the owner, so anybody may answer a waiting thread."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)


def is_approval(run: dict) -> bool:
    command = run.get("kwargs", {}).get("command") or {}
    return "resume" in command


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx, value):
    if is_approval(value):
        return True
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
