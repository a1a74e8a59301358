// A graph whose state is not a conversation and whose first node is chosen by a router.
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { ran } from "./marker.mjs";

const Notebook = Annotation.Root({
  title: Annotation(),
  notes: Annotation({ reducer: (a, b) => a.concat(b), default: () => [] }),
});

function summarise(state) {
  ran("notes.summarise");
  return { notes: [`${state.title}: ${state.notes.length} notes`] };
}

function begin(state) {
  ran("notes.begin");
  return { notes: [`${state.title} begins`] };
}

export const graph = new StateGraph(Notebook)
  .addNode("summarise", summarise)
  .addNode("begin", begin)
  .addConditionalEdges(START, (state) => (state.notes.length > 0 ? "summarise" : "begin"), [
    "summarise",
    "begin",
  ])
  .compile();
