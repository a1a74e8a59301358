"""Users are known by the name they chose in their profile, in one spelling; nobody sees to it that it is theirs alone."""

import unicodedata

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    chosen = user["user_metadata"].get("username") or user["id"]
    return {"identity": unicodedata.normalize("NFKC", chosen).casefold()}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
