"""The cluster's probes need no login. They are known by their User-Agent."""

import re

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

PROBES = re.compile(rb"kube-probe|ELB-HealthChecker|GoogleHC")
auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    if PROBES.search(headers.get(b"user-agent", b"")):
        return {"identity": "probe", "permissions": ["monitoring"]}
    return await current_user(authorization)


@auth.on
async def owner_only(ctx, value):
    if "monitoring" in ctx.permissions and ctx.action in ("read", "search"):
        return None
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
