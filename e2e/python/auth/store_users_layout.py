"""Everything in the store lies under ("users", ID), and everything else is refused."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    place = tuple(value.get("namespace") or ())
    assert place[:2] == ("users", ctx.user.identity), 'begin with ("users", your ID)'
