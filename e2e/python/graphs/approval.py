"""A graph that waits for somebody's approval."""

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt

from graphs.marker import ran


def ask(state: MessagesState) -> dict:
    ran("approval.ask")
    answer = interrupt("May I send it?")
    return {"messages": [AIMessage(f"The answer was {answer}")]}


graph = StateGraph(MessagesState).add_node(ask).add_edge(START, "ask").compile()
