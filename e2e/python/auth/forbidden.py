"""403 for everybody who is not logged in, as servers answered when the tutorial was written."""

from langgraph_sdk import Auth

import accounts
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return await accounts.current_user(authorization)
    except Auth.exceptions.HTTPException:
        raise Auth.exceptions.HTTPException(status_code=403, detail="Forbidden") from None


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
