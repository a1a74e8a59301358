"""Supabase lets banned users keep their tokens; this server looks at each request whether one is banned."""

from datetime import UTC, datetime

from langgraph_sdk import Auth

from accounts import account, bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    until = user.get("banned_until")
    if until and datetime.fromisoformat(until) > datetime.now(UTC):
        raise unauthorized("banned")
    return {"identity": user["id"], "email": user["email"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
