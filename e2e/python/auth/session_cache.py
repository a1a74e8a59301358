"""Sessions are remembered for a minute, under a hash of the whole token."""

import hashlib
import time

from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()
sessions: dict[str, tuple[float, dict]] = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    key = hashlib.sha256(bearer(authorization).encode()).hexdigest()
    expires, user = sessions.get(key, (0.0, None))
    if time.monotonic() > expires:
        user = await current_user(authorization)
        sessions[key] = (time.monotonic() + 60, user)
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
