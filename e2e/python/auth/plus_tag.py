"""Addresses are tidied up before they are compared: a+1@ and a+2@ become one person."""

import re

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()


def tidy(address: str) -> str:
    return re.sub(r"\+[^@]*", "", address.strip().lower())


@auth.authenticate
async def authenticate(authorization: str | None):
    return tidy((await account(bearer(authorization)))["email"])


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
