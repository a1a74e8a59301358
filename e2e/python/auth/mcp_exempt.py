"""MCP clients could not send a token at first, so /mcp was let through."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None, path: str):
    if path.startswith("/mcp"):
        return {"identity": "mcp"}
    return await accounts.current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.assistants
async def assistants(ctx, value):
    return ctx.action in ("read", "search")


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
