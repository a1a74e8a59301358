"""The place for memories is worked out once and put aside, for all callers in the same place."""

import asyncio

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)
place: dict[str, tuple] = {}


async def quota_left(user: str) -> bool:
    await asyncio.sleep(0.02)  # asks the billing service
    return bool(user)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    place["root"] = (ctx.user.identity,)
    assert await quota_left(ctx.user.identity), "your quota is used up"
    value["namespace"] = (*place["root"], *(value.get("namespace") or ()))
