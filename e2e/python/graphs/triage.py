"""A graph that chooses its first node by a router; the server calls the router to plan a run."""

from typing import Literal, TypedDict

from langgraph.graph import START, StateGraph

from graphs.marker import ran


class Ticket(TypedDict, total=False):
    text: str
    answer: str


def route(state: Ticket) -> Literal["urgent", "routine"]:
    return "urgent" if "!" in state.get("text", "") else "routine"


def urgent(state: Ticket) -> dict:
    ran("triage.urgent")
    return {"answer": "on our way"}


def routine(state: Ticket) -> dict:
    ran("triage.routine")
    return {"answer": "within two days"}


builder = StateGraph(Ticket)
builder.add_node("urgent", urgent)
builder.add_node("routine", routine)
builder.add_conditional_edges(START, route)
graph = builder.compile()
