"""Parts 1 and 2 of the tutorial: two words are the tokens, and what users make is theirs."""

from langgraph_sdk import Auth

from ownership import owned

PEOPLE = {
    "user1-token": {"id": "user1", "name": "Alice"},
    "user2-token": {"id": "user2", "name": "Bob"},
}
auth = Auth()


@auth.authenticate
async def get_current_user(authorization: str | None):
    assert authorization
    scheme, token = authorization.split()
    assert scheme.lower() == "bearer"
    if token not in PEOPLE:
        raise Auth.exceptions.HTTPException(status_code=401, detail="Invalid token")
    return {"identity": PEOPLE[token]["id"], "name": PEOPLE[token]["name"]}


@auth.on
async def add_owner(ctx, value):
    return owned(ctx, value)
