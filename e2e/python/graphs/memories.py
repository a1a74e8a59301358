"""A chat graph with long-term memory, in a namespace that configurable.user_id names, as in the guides."""

import uuid

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.store.base import BaseStore

from graphs.marker import ran


async def call(state: MessagesState, config: RunnableConfig, *, store: BaseStore) -> dict:
    ran("memories.call")
    configurable = config["configurable"]
    user = configurable.get("user_id") or configurable["langgraph_auth_user_id"]
    memories = await store.asearch(("memories", user))
    text = "\n".join(item.value["text"] for item in memories)
    await store.aput(("memories", user), str(uuid.uuid4()), {"text": state["messages"][-1].text})
    return {"messages": [AIMessage(f"You told me: {text}")]}


graph = StateGraph(MessagesState).add_node(call).add_edge(START, "call").compile()
