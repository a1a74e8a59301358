"""Data belongs to tenants, and the tenant is what the X-Organization-Id header says."""

from langgraph_sdk import Auth

from accounts import current_user

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    user = await current_user(authorization)
    tenant = headers.get(b"x-organization-id", b"").decode()
    return {**user, "tenant": tenant or user["identity"]}  # personal tenant by default


@auth.on
async def tenant_only(ctx, value):
    tenant = {"tenant_id": ctx.user["tenant"]}
    value.setdefault("metadata", {}).update(tenant)
    return tenant


@auth.on.store
async def store(ctx, value):
    value["namespace"] = (ctx.user["tenant"], *(value.get("namespace") or ()))
