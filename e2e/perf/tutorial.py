"""The tutorial's test as a program: what authcheck verify --quick is measured against.

Logs two users in, creates a thread as user 1, tries to without a token, reads it as user 2
and, for control, as user 1, and deletes it. Asserts what authcheck reports.
"""

import asyncio
import os

import httpx
from langgraph_sdk import get_client

SUPABASE_URL = os.environ["SUPABASE_URL"]
LANGGRAPH_URL = os.environ["LANGGRAPH_URL"]


async def login(email: str) -> str:
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{SUPABASE_URL}/auth/v1/token?grant_type=password",
            json={"email": email, "password": os.environ["AUTHCHECK_PASSWORD"]},
            headers={"apikey": os.environ["SUPABASE_ANON_KEY"]},
        )
        assert response.status_code == 200, response.text
        return response.json()["access_token"]


def user(token: str):
    return get_client(url=LANGGRAPH_URL, headers={"Authorization": f"Bearer {token}"})


async def main() -> None:
    name, domain = os.environ["AUTHCHECK_EMAIL"].split("@")
    user1 = user(await login(f"{name}+1@{domain}"))
    thread = await user1.threads.create()
    print(f"✅ User 1 created thread: {thread['thread_id']}")
    try:
        await get_client(url=LANGGRAPH_URL).threads.create()
        raise SystemExit("❌ Unauthenticated access should fail!")
    except httpx.HTTPError as e:
        print("✅ Unauthenticated access blocked:", e)
    user2 = user(await login(f"{name}+2@{domain}"))
    try:
        await user2.threads.get(thread["thread_id"])
        raise SystemExit("❌ User 2 shouldn't see User 1's thread!")
    except httpx.HTTPError as e:
        print("✅ User 2 blocked from User 1's thread:", e)
    await user1.threads.get(thread["thread_id"])
    await user1.threads.delete(thread["thread_id"])


asyncio.run(main())
