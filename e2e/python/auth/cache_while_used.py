"""Supabase's answers are good for twenty seconds after they were last used, and never longer than the token."""

import time

import jwt
from langgraph_sdk import Auth

from accounts import bearer, current_user
from ownership import own_namespace, owned

auth = Auth()
answers: dict[str, tuple[float, dict]] = {}


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    until, user = answers.get(token, (0.0, {}))
    if time.time() >= until:
        user = await current_user(authorization)
    expiry = jwt.decode(token, options={"verify_signature": False})["exp"]
    answers[token] = (min(time.time() + 20, expiry), user)
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
