// A chat graph: the state is a list of messages, as in most LangGraph apps.
import { AIMessage } from "@langchain/core/messages";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ran } from "./marker.mjs";

function reply(state) {
  ran("chat.reply");
  return { messages: [new AIMessage(`You said: ${state.messages.at(-1)?.content}`)] };
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode("reply", reply)
  .addEdge(START, "reply")
  .compile();
