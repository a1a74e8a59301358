"""A chat graph: the state is a list of messages, as in most LangGraph apps."""

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph

from graphs.marker import ran


def call(state: MessagesState) -> dict:
    ran("agent.call")
    return {"messages": [AIMessage(f"hello {state['messages'][-1].content}")]}


builder = StateGraph(MessagesState)
builder.add_node("call", call)
builder.add_edge(START, "call")
graph = builder.compile()
