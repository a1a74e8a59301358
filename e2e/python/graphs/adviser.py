"""A graph that asks an adviser with a checkpointer of its own, whose one thread is called main."""

from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph

from graphs.marker import ran


def advise(state: MessagesState) -> dict:
    return {"messages": [AIMessage(f"{len(state['messages'])} questions so far")]}


adviser = (
    StateGraph(MessagesState)
    .add_node(advise)
    .add_edge(START, "advise")
    .compile(checkpointer=InMemorySaver())
)


async def call(state: MessagesState) -> dict:
    ran("adviser.call")
    conversation = {"configurable": {"thread_id": "main", "checkpoint_ns": ""}}
    answer = await adviser.ainvoke({"messages": state["messages"][-1:]}, conversation)
    return {"messages": [AIMessage(" / ".join(m.text for m in answer["messages"]))]}


graph = StateGraph(MessagesState).add_node(call).add_edge(START, "call").compile()
