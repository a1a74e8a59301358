"""Requests from the office network need no login; which network it is says X-Forwarded-For."""

from ipaddress import ip_address, ip_network

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

OFFICE = ip_network("10.0.0.0/8")
auth = Auth()


def is_office(headers: dict[bytes, bytes]) -> bool:
    first, _, _ = headers.get(b"x-forwarded-for", b"").decode().partition(",")
    try:
        return ip_address(first.strip()) in OFFICE
    except ValueError:
        return False


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    if is_office(headers) and not authorization:
        return {"identity": "support-desk", "permissions": ["everything"]}
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if "everything" not in ctx.permissions:
        return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
