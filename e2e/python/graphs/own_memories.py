"""A graph that is built for each caller, with their own memories: of the login, whatever the client says."""

import uuid

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.store.base import BaseStore

from graphs.marker import ran


def graph(config: RunnableConfig):
    owner = config.get("configurable", {}).get("langgraph_auth_user_id", "nobody")

    async def call(state: MessagesState, *, store: BaseStore) -> dict:
        ran("own_memories.call")
        memories = [item.value["text"] for item in await store.asearch((owner, "memories"))]
        text = state["messages"][-1].text
        await store.aput((owner, "memories"), str(uuid.uuid4()), {"text": text})
        return {"messages": [AIMessage(f"You told me: {memories}")]}

    return StateGraph(MessagesState).add_node(call).add_edge(START, "call").compile()
