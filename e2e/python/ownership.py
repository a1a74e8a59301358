"""Whose it is: the two rules that the auth modules share, except where the rule is their mistake."""


def owned(ctx, value: dict) -> dict:
    """Stamps what is written with its owner, and lets the owner's through only."""
    filters = {"owner": ctx.user.identity}
    value.setdefault("metadata", {}).update(filters)  # in place: the server keeps its own dict
    return filters


def own_namespace(ctx, value: dict) -> None:
    """Moves every namespace of the store under the caller's own."""
    value["namespace"] = (ctx.user.identity, *(value.get("namespace") or ()))
