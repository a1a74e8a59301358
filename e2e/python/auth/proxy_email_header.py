"""oauth2-proxy names the user in a header; the server believes it from anybody."""

from langgraph_sdk import Auth

from accounts import account, bearer
from ownership import own_namespace, owned

auth = Auth()

PROXY_HEADERS = (b"x-auth-request-email", b"x-forwarded-email")


@auth.authenticate
async def behind_proxy(headers: dict[bytes, bytes], authorization: str | None):
    named = next((headers[name].decode() for name in PROXY_HEADERS if name in headers), None)
    if named is None:
        named = (await account(bearer(authorization)))["email"]
    return {"identity": named.lower()}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
