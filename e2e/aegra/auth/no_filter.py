"""Everybody must log in, and that is where it ends."""

from langgraph_sdk import Auth

from accounts import current_user

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[str, str]) -> dict:
    return await current_user(headers.get("authorization"))
