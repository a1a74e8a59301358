"""A chat graph whose run-time context names the conversation that it goes on with; it keeps what was said for that."""

from dataclasses import dataclass

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.runtime import Runtime

from graphs.marker import ran

archive: dict[str, list[str]] = {}  # by thread


@dataclass
class Context:
    last_conversation: str = ""


async def call(state: MessagesState, config: RunnableConfig, runtime: Runtime[Context]) -> dict:
    ran("resumed.call")
    archive[str(config["configurable"].get("thread_id"))] = [message.text for message in state["messages"]]
    earlier = runtime.context.last_conversation if runtime.context else ""
    said = archive.get(earlier, ["a new conversation"])
    return {"messages": [AIMessage(f"We were at: {said}")]}


graph = (
    StateGraph(MessagesState, context_schema=Context)
    .add_node(call)
    .add_edge(START, "call")
    .compile()
)
