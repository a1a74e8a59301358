// Reading is restricted; deleting and updating have no handler.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("threads:create", owned)
  .on("threads:read", owned)
  .on("threads:search", owned)
  .on("threads:create_run", owned)
  .on("assistants", owned)
  .on("store", ownNamespace);
