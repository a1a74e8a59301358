"""Metadata has a schema: a title, and what the server adds; the rest is refused with 422."""

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()
auth.authenticate(current_user)
KNOWN = {"title", "graph_id", "assistant_id", "thread_id", "run_id", "created_by", "run_ids", "status"}  # but for the title, of LangGraph


def unknown(metadata: dict) -> list[str]:
    return sorted(set(metadata) - KNOWN)


@auth.on
async def everything(ctx, value):
    strange = unknown(value.get("metadata") or {})
    if strange and ctx.action in ("create", "update"):
        detail = f"metadata has unknown fields: {', '.join(strange)}"
        raise Auth.exceptions.HTTPException(status_code=422, detail=detail)
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
