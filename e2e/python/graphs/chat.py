"""A chat graph: the state is a list of messages, as in most LangGraph apps."""

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph

from graphs.marker import ran


def reply(state: MessagesState) -> dict:
    ran("chat.reply")
    return {"messages": [AIMessage(f"You said: {state['messages'][-1].content}")]}


builder = StateGraph(MessagesState)
builder.add_node("reply", reply)
builder.add_edge(START, "reply")
graph = builder.compile()
