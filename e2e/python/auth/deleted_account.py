"""Whether the account still exists is asked once for each user, so that deleting it changes nothing."""

import os

import jwt
from langgraph_sdk import Auth

from accounts import account, bearer, unauthorized
from ownership import own_namespace, owned

auth = Auth()


class Members:
    """Those who were let in before."""

    def __init__(self):
        self.ids: set[str] = set()

    async def admit(self, token: str) -> str:
        claims = jwt.decode(
            token, os.environ["SUPABASE_JWT_SECRET"], algorithms=["HS256"], audience="authenticated"
        )
        if claims["sub"] not in self.ids:
            await account(token)  # 401 if it is not there
            self.ids.add(claims["sub"])
        return claims["sub"]


members = Members()


@auth.authenticate
async def authenticate(authorization: str | None):
    try:
        return await members.admit(bearer(authorization))
    except jwt.InvalidTokenError:
        raise unauthorized("not a valid session") from None


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
