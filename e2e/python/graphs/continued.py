"""A chat graph that can go on where another thread has ended; it keeps what was said for that."""

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, MessagesState, StateGraph

from graphs.marker import ran

archive: dict[str, list[str]] = {}  # by thread


async def call(state: MessagesState, config: RunnableConfig) -> dict:
    ran("continued.call")
    thread, earlier = (config["configurable"].get(k) for k in ("thread_id", "continue_from"))
    archive[str(thread)] = [message.text for message in state["messages"]]
    said = archive.get(earlier, ["a new conversation"])
    return {"messages": [AIMessage(f"We were at: {said}")]}


graph = StateGraph(MessagesState).add_node(call).add_edge(START, "call").compile()
