// Own and shared things, by $or, which the JavaScript server passes over.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { ownNamespace } from "../ownership.mjs";

const stamped = new Set(["create", "create_run", "update"]);

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", ({ action, value, user }) => {
    if (stamped.has(action)) value.metadata = { ...value.metadata, owner: user.identity };
    return { $or: [{ owner: user.identity }, { shared_with: user.identity }] };
  })
  .on("store", ownNamespace);
