"""Threads belong to an organisation: to everybody with the same mail domain."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def organisation_only(ctx, value):
    filters = {"organisation": ctx.user["email"].rpartition("@")[2]}
    value.setdefault("metadata", {}).update(filters)
    return filters


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
