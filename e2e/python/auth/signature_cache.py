"""Tokens once found valid are remembered by their signature alone."""

import jwt
from langgraph_sdk import Auth

from accounts import account, bearer, unauthorized
from ownership import own_namespace, owned

checked: set[str] = set()

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    token = bearer(authorization)
    signature = token.rpartition(".")[2]
    if signature not in checked:
        await account(token)
        checked.add(signature)
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
        return {"identity": claims["sub"]}
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("not a token") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
