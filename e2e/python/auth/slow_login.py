"""Checking a login takes a second and a half: the provider hashes the client's secret each time."""

import asyncio

from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def introspect(authorization: str | None):
    bearer(authorization)
    _, user = await asyncio.gather(asyncio.sleep(1.5), current_user(authorization))
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
