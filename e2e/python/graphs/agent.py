"""A chat graph: the state is a list of messages, as in most LangGraph apps."""

from typing import Annotated

from langchain_core.messages import AIMessage
from langgraph.graph import START, StateGraph, add_messages
from typing_extensions import TypedDict

from graphs.marker import ran


class State(TypedDict):
    messages: Annotated[list, add_messages]


def call(state: State) -> dict:
    ran("agent.call")
    return {"messages": [AIMessage(f"hello {state['messages'][-1].content}")]}


builder = StateGraph(State)
builder.add_node("call", call)
builder.add_edge(START, "call")
graph = builder.compile()
