"""Sessions are cached under the first characters of the token, which is everybody's header."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()
sessions: dict[str, dict] = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    key = token[:32]
    if key not in sessions:
        sessions[key] = await account(token)
    return {"identity": sessions[key]["id"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
