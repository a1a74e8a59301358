"""Who is calling, and what is theirs: the module of docs/writing-auth.md for Aegra."""

import os

import httpx
from langgraph_sdk import Auth

auth = Auth()
supabase = httpx.AsyncClient(
    base_url=os.environ["SUPABASE_URL"],
    headers={"apikey": os.environ["SUPABASE_ANON_KEY"]},
    timeout=10,
)


def refusal(status: int, reason: str) -> Exception:
    return Auth.exceptions.HTTPException(status_code=status, detail=reason)


@auth.authenticate
async def who(headers: dict[str, str]) -> dict:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise refusal(401, "log in first")
    try:
        answer = await supabase.get(
            "/auth/v1/user", headers={"Authorization": f"Bearer {token}"}
        )
    except httpx.HTTPError:
        raise refusal(503, "logins cannot be checked at the moment") from None
    if answer.status_code != 200:
        raise refusal(401, "log in again")
    user = answer.json()
    return {"identity": user["id"], "email": user.get("email", "")}


@auth.on
async def only_own(ctx, value):
    owner = {"owner": ctx.user.identity}
    value["metadata"] = {**(value.get("metadata") or {}), **owner}
    return owner


@auth.on.store
async def own_namespace(ctx, value):
    return None  # Aegra itself puts users/<identity> in front of every namespace
