"""One handler per action, the way the concept guide lists them."""

from langgraph_sdk import Auth

from accounts import current_user

auth = Auth()
auth.authenticate(current_user)


def mine(ctx) -> dict:
    return {"owner": ctx.user.identity}


def stamp(ctx, value: dict) -> dict:
    value.setdefault("metadata", {}).update(mine(ctx))
    return mine(ctx)


@auth.on.threads.create
async def create_thread(ctx, value):
    return stamp(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx, value):
    return stamp(ctx, value)


@auth.on.threads.read
async def read_thread(ctx, value):
    return mine(ctx)


@auth.on.threads.update
async def update_thread(ctx, value):
    return stamp(ctx, value)


@auth.on.threads.delete
async def delete_thread(ctx, value):
    return mine(ctx)


@auth.on.threads.search
async def search_threads(ctx, value):
    return mine(ctx)


@auth.on.assistants.create
async def create_assistant(ctx, value):
    return stamp(ctx, value)


@auth.on.assistants.read
async def read_assistant(ctx, value):
    return mine(ctx)


@auth.on.assistants.update
async def update_assistant(ctx, value):
    return stamp(ctx, value)


@auth.on.assistants.delete
async def delete_assistant(ctx, value):
    return mine(ctx)


@auth.on.assistants.search
async def search_assistants(ctx, value):
    return mine(ctx)


@auth.on.crons.create
async def create_cron(ctx, value):
    return stamp(ctx, value)


@auth.on.crons.read
async def read_cron(ctx, value):
    return mine(ctx)


@auth.on.crons.update
async def update_cron(ctx, value):
    return stamp(ctx, value)


@auth.on.crons.delete
async def delete_cron(ctx, value):
    return mine(ctx)


@auth.on.crons.search
async def search_crons(ctx, value):
    return mine(ctx)


@auth.on.store
async def store(ctx, value):
    value["namespace"] = (ctx.user.identity, *(value.get("namespace") or ()))
