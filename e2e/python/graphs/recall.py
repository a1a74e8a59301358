"""A chat graph that remembers what it was told last, in the module: for everybody."""

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph

from graphs.marker import ran

told: list[str] = []


def call(state: MessagesState) -> dict:
    ran("recall.call")
    before = "; ".join(told[-5:]) or "nothing yet"
    told.append(state["messages"][-1].text)
    return {"messages": [AIMessage(f"I remember: {before}")]}


graph = StateGraph(MessagesState).add_node(call).add_edge(START, "call").compile()
