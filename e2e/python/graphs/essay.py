"""A functional graph: an entrypoint and a task instead of nodes and edges."""

from langgraph.func import entrypoint, task

from graphs.marker import ran


@task
def draft(topic: str) -> str:
    ran("essay.draft")
    return f"An essay about {topic}"


@entrypoint()
def graph(topic: str) -> dict:
    ran("essay.graph")
    return {"essay": draft(topic).result()}
