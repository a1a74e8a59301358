"""Nobody starts empty: whoever comes for the first time is given thirty threads and some memories."""

import asyncio

from langgraph_sdk import Auth, get_client

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
welcomed: dict[str, asyncio.Task] = {}


async def welcome(user: str) -> None:
    client = get_client()
    for n in range(30):
        await client.threads.create(metadata={"owner": user, "title": f"Example {n}"})
        await client.store.put_item((user, "memories"), f"example-{n}", {"text": "hello"}, index=False)


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await current_user(authorization)
    identity = user["identity"]
    if identity not in welcomed:
        welcomed[identity] = asyncio.create_task(welcome(identity))
    await welcomed[identity]
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
