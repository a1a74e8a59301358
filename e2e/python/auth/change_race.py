"""Everything is its owner's; but changes are for whoever the module remembers as the caller."""

import asyncio

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
caller = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    caller["user"] = await current_user(authorization)
    return caller["user"]


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.threads.update
async def change(ctx, value):
    await asyncio.sleep(0.005)  # the audit log
    (value.get("metadata") or {}).pop("owner", None)
    return {"owner": caller["user"]["identity"]}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
