"""The identity is the role, which all users have."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import owned

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[str, str]) -> dict:
    user = await account(bearer(headers.get("authorization")))
    return {"identity": user["role"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    return None
