"""The caller is kept on the module while the thread's title is made up; by then it may be another's."""

import asyncio

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()


class Current:
    user: str = ""


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await current_user(authorization)
    Current.user = user["identity"]
    return user


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.threads.create
async def create_thread(ctx, value):
    await asyncio.sleep(0.02)  # a title, from the model
    value.setdefault("metadata", {}).update(owner=Current.user)
    return {"owner": Current.user}


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
