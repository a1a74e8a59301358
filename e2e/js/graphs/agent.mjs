// A chat graph: the state is a list of messages, as in most LangGraph apps.
import { AIMessage } from "@langchain/core/messages";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ran } from "./marker.mjs";

function call(state) {
  ran("agent.call");
  return { messages: [new AIMessage(`hello ${state.messages.at(-1)?.content}`)] };
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode("call", call)
  .addEdge(START, "call")
  .compile();
