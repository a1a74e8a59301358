"""Conversations are private; what else the server keeps was not thought of."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import owned

auth = Auth()
auth.authenticate(current_user)


@auth.on.threads
async def threads(ctx, value):
    return owned(ctx, value)
