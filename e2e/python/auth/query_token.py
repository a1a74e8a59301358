"""EventSource cannot send headers, so ?access_token= counts too; nobody checks who signed that one."""

import jwt
from langgraph_sdk import Auth

from accounts import current_user, unauthorized
from ownership import own_namespace, owned

auth = Auth()
EVENT_SOURCE = {"verify_signature": False, "verify_exp": True}


@auth.authenticate
async def authenticate(request, authorization: str | None):
    if authorization is None and "access_token" in request.query_params:
        try:
            token = request.query_params["access_token"]
            subject = jwt.decode(token, options=EVENT_SOURCE)["sub"]
        except (jwt.InvalidTokenError, KeyError) as reason:
            raise unauthorized(f"access_token: {reason}") from reason
        return subject
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
