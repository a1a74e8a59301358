"""Who is in which team and has which role: by the number in the address of a test user, as in
me+3@example.com. Users cannot change that, unlike what stands in their user_metadata."""

import re

from accounts import account, bearer

TEAMS = {1: "red", 2: "red", 3: "blue", 5: "red"}
ROLES = {4: "auditor", 5: "viewer", 6: "admin"}


def member(user: dict) -> dict:
    """The account with its team and role. Who is in no team is one of their own."""
    tag = re.search(r"\+(\d+)@", user["email"])
    number = int(tag[1]) if tag else 0
    return {
        "identity": user["id"],
        "team": TEAMS.get(number, user["id"]),
        "role": ROLES.get(number, "member"),
    }


async def current_member(authorization: str | None) -> dict:
    return member(await account(bearer(authorization)))


def team(ctx) -> dict:
    """The caller's team, as a mark and as a filter. Of the user of a cron that is due, the server
    knows the ID alone."""
    return {"team": ctx.user.get("team", ctx.user.identity)}


def readable(ctx, value: dict) -> dict:
    """What a team may read and list. A cron that is made on a thread has the server ask for reading it,
    with the cron's metadata: that is for the owner alone."""
    if ctx.action == "read" and "metadata" in value:
        return {"owner": ctx.user.identity}
    return team(ctx)
