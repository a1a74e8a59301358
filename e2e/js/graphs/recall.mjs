// A chat graph that remembers what it was told last, in the module: for everybody.
import { AIMessage } from "@langchain/core/messages";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ran } from "./marker.mjs";

let last = "nothing yet";

function call({ messages }) {
  ran("recall.call");
  const answer = new AIMessage(`I remember: ${last}`);
  last = messages.at(-1)?.text;
  return { messages: [answer] };
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode("call", call)
  .addEdge(START, "call")
  .compile();
