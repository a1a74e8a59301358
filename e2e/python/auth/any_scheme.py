"""The last word of the header is the token, whatever stands before it."""

from langgraph_sdk import Auth

from accounts import account, unauthorized
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    if not authorization:
        raise unauthorized("log in first")
    user = await account(authorization.split()[-1])
    return {"identity": user["id"], "email": user["email"]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
