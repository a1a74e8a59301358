"""Namespaces are compared as text, by their beginning: a name of one user may begin like another's."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    return {"identity": user["id"], "handle": user["email"].partition("@")[0]}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def own_path(ctx, value):
    path = "/".join(value.get("namespace") or ())
    assert path.startswith("memories/" + ctx.user["handle"]), "not your memories"
