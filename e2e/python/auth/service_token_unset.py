"""The nightly job has a token of its own, in a variable that was never set: "Bearer None"."""

import os

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

JOB = f"Bearer {os.getenv('NIGHTLY_JOB_TOKEN')}"
auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    if authorization == JOB:
        return {"identity": "nightly-job", "permissions": ["everything"]}
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if "everything" in ctx.permissions:
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
