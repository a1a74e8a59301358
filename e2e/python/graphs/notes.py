"""A graph whose state is not a conversation."""

import operator
from typing import Annotated

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

from graphs.marker import ran


class Notebook(TypedDict):
    title: str
    notes: Annotated[list[str], operator.add]


def summarise(state: Notebook) -> dict:
    ran("notes.summarise")
    return {"notes": [f"{state['title']}: {len(state['notes'])} notes"]}


builder = StateGraph(Notebook)
builder.add_node("summarise", summarise)
builder.add_edge(START, "summarise")
graph = builder.compile()
