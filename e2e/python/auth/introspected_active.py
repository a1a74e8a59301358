"""The provider is asked whether a token is active, and not for whom it is."""

import os

import httpx
from langgraph_sdk import Auth

from ownership import own_namespace, owned

provider = httpx.AsyncClient(base_url=os.environ["E2E_ISSUER"], auth=("langgraph", "secret of the server"))
auth = Auth()


async def introspect(token: str) -> dict:
    answer = await provider.post("/token/introspection", data={"token": token})
    return answer.raise_for_status().json()


@auth.authenticate
async def authenticate(authorization: str | None):
    scheme, _, token = (authorization or "").partition(" ")
    said = await introspect(token) if scheme.lower() == "bearer" and token else {}
    if not said.get("active"):
        raise Auth.exceptions.HTTPException(status_code=401, detail="not a valid token")
    return {"identity": said.get("sub") or said["client_id"]}


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
