"""Who is calling: asks Supabase. The auth modules share it, except where asking is their mistake."""

import os

import httpx
from langgraph_sdk import Auth

supabase = httpx.AsyncClient(
    base_url=os.environ["SUPABASE_URL"],
    headers={"apikey": os.environ["SUPABASE_SERVICE_KEY"]},
)


def unauthorized(detail: str) -> Exception:
    return Auth.exceptions.HTTPException(status_code=401, detail=detail)


def bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized("Missing bearer token")
    return token


async def account(token: str) -> dict:
    """The account as Supabase has it: id, email, role, user_metadata."""
    response = await supabase.get(
        "/auth/v1/user", headers={"Authorization": f"Bearer {token}"}
    )
    if response.status_code != 200:
        raise unauthorized("Invalid token")
    return response.json()


async def current_user(authorization: str | None) -> dict:
    user = await account(bearer(authorization))
    return {"identity": user["id"], "email": user["email"], "is_authenticated": True}
