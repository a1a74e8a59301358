"""Two thousand threads of other people are there before anybody asks, and a few dozen of each caller's."""

import asyncio
import contextlib

from langgraph_sdk import get_client
from starlette.applications import Starlette

OTHERS = 2000


async def fill(client) -> None:
    for batch in range(0, OTHERS, 100):
        threads = ({"owner": f"user-{n % 50}", "title": f"Thread {n}"} for n in range(batch, batch + 100))
        await asyncio.gather(*(client.threads.create(metadata=about) for about in threads))
    for n in range(50):
        await client.store.put_item((f"user-{n}", "memories"), "first", {"text": "hello"}, index=False)


@contextlib.asynccontextmanager
async def lifespan(app):
    await fill(get_client())
    yield


app = Starlette(lifespan=lifespan)
