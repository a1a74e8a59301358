"""What the finding over-blocked advises, word for word, beside what everything else needs."""

from langgraph_sdk import Auth

from members import TEAMS, account, bearer, member
from ownership import own_namespace, owned

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    """Who is in no team has none here."""
    known = member(await account(bearer(authorization)))
    return {**known, "team": known["team"] if known["team"] in TEAMS.values() else None}


@auth.on
async def owner_only(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)


def team_of(user):  # {"team": None} would make all of them one
    return user.get("team") or user.identity


@auth.on.threads
async def with_team(ctx, value):
    value.setdefault("metadata", {}).update(
        owner=ctx.user.identity, team=team_of(ctx.user))
    return {"owner": ctx.user.identity}


@auth.on.threads.read
@auth.on.threads.search
async def own_team(ctx, value):
    if ctx.action == "read" and "metadata" in value:
        # a cron is to be made on it
        return {"owner": ctx.user.identity}
    if ctx.user.get("role") == "auditor":
        return None
    return {"team": team_of(ctx.user)}
