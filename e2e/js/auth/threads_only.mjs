// Conversations and the store are private; assistants were not thought of.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("threads", owned)
  .on("store", ownNamespace);
