// A chat graph with long-term memory, in a namespace that configurable.user_id names, as in the guides.
import { randomUUID } from "node:crypto";
import { AIMessage } from "@langchain/core/messages";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ran } from "./marker.mjs";

async function call({ messages }, { configurable, store }) {
  ran("memories.call");
  const namespace = ["memories", configurable.user_id ?? configurable.langgraph_auth_user_id];
  const memories = await store.search(namespace);
  await store.put(namespace, randomUUID(), { text: messages.at(-1)?.text });
  const told = memories.map(({ value }) => value.text).join("\n");
  return { messages: [new AIMessage(`You told me: ${told}`)] };
}

export const graph = new StateGraph(MessagesAnnotation)
  .addNode("call", call)
  .addEdge(START, "call")
  .compile();
