"""A user is known by the address for contact that stands in the profile, which one edits, else by the own."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    contact = user["user_metadata"].get("contact_email") or user["email"]
    return {"identity": contact.lower(), "id": user["id"]}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    value["namespace"] = (ctx.user["id"], *(value.get("namespace") or ()))
