"""When Supabase says no, or nothing, the caller becomes a guest."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import owned

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[str, str]) -> dict:
    token = bearer(headers.get("authorization"))
    try:
        user = await account(token)
    except Exception:
        user = {"id": "guest"}
    return {"identity": user["id"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    return None
