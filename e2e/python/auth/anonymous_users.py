"""Anonymous Supabase users have the role of real ones: the assistants of all members are open to anybody."""

from langgraph_sdk import Auth

from accounts import account, bearer, unauthorized
from ownership import own_namespace

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    user = await account(bearer(authorization))
    if user["role"] != "authenticated":
        raise unauthorized("members only")
    return {"identity": user["id"], "email": user["email"]}


@auth.on
async def owner_only(ctx, value):
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on.assistants.read
async def read_assistant(ctx, value):
    return True  # the team's assistants are for every member


@auth.on.assistants.search
async def search_assistants(ctx, value):
    return True


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
