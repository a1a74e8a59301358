"""Scripts call with an API key, and the key of a user is the user's ID."""

from langgraph_sdk import Auth

from accounts import current_user, supabase, unauthorized
from ownership import own_namespace, owned

auth = Auth()


async def user_of_key(key: str) -> dict:
    service = supabase.headers["apikey"]
    response = await supabase.get(
        f"/auth/v1/admin/users/{key}", headers={"Authorization": f"Bearer {service}"}
    )
    if response.status_code != 200:
        raise unauthorized("unknown API key")
    user = response.json()
    return {"identity": user["id"], "email": user["email"]}


@auth.authenticate
async def authenticate(headers: dict[bytes, bytes], authorization: str | None):
    key = headers.get(b"x-api-key")
    return await (user_of_key(key.decode()) if key else current_user(authorization))


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
