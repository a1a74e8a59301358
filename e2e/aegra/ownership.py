"""Whose it is, as Aegra has it: metadata may be None, and the store keeps users apart by itself."""


def owned(ctx, value: dict) -> dict:
    """Stamps what is written with its owner, and lets the owner's through only."""
    filters = {"owner": ctx.user.identity}
    value["metadata"] = {**(value.get("metadata") or {}), **filters}
    return filters
