// Everything owned, namespaces of others refused.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("store", ownNamespace);
