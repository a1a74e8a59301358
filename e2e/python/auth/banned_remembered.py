"""Whether a user is banned is looked at when they first come, so that a ban changes nothing for those who are in."""

from datetime import UTC, datetime

from langgraph_sdk import Auth

from accounts import account, bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()
welcome: set[str] = set()  # by ID


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    if user["id"] not in welcome:
        until = user.get("banned_until")
        if until and datetime.fromisoformat(until) > datetime.now(UTC):
            raise unauthorized("banned")
        welcome.add(user["id"])
    return {"identity": user["id"], "email": user["email"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
