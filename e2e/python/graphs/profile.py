"""A chat graph whose run-time context says whose profile it works with."""

from dataclasses import dataclass

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.runtime import Runtime

from graphs.marker import ran


@dataclass
class Context:
    user_id: str


async def call(state: MessagesState, runtime: Runtime[Context]) -> dict:
    ran("profile.call")
    place = (runtime.context.user_id, "profile")
    known = await runtime.store.aget(place, "notes")
    notes = [*(known.value["notes"] if known else []), state["messages"][-1].text]
    await runtime.store.aput(place, "notes", {"notes": notes})
    return {"messages": [AIMessage(f"Your profile: {notes[:-1]}")]}


graph = (
    StateGraph(MessagesState, context_schema=Context)
    .add_node(call)
    .add_edge(START, "call")
    .compile()
)
