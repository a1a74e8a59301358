"""Users are known by their names: what is before the @ of their address."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    name, _, domain = user["email"].partition("@")
    return {"identity": name, "display_name": name.title(), "domain": domain}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
