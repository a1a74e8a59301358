"""Everything is denied by default; threads alone are opened, to their owner."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on
async def deny(ctx, value):
    return False


@auth.on.threads
async def threads(ctx, value):
    return owned(ctx, value)


@auth.on.assistants.read
async def run_the_built_in_ones(ctx, value):
    return {"created_by": "system"}
