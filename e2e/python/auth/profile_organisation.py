"""Colleagues share what they have, and whose colleague one is stands in the profile that one edits."""

from langgraph_sdk import Auth

from accounts import account, bearer

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    organisation = user["user_metadata"].get("organisation_id", user["id"])
    return {"identity": user["id"], "organisation": organisation}


@auth.on
async def colleagues_only(ctx, value):
    value.setdefault("metadata", {}).update(
        created_by=ctx.user.identity, organisation=ctx.user["organisation"]
    )
    return {"organisation": ctx.user["organisation"]}


@auth.on.store
async def store(ctx, value):
    value["namespace"] = (ctx.user["organisation"], *(value.get("namespace") or ()))
