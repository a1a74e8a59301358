// Assistants can be run by their author only: this server asks no assistants handler when a run
// is made, so the run's handler remembers who made which.
import { Auth, HTTPException } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const authors = new Map();

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("assistants:create", (event) => {
    const { assistant_id } = event.value;
    if (!authors.has(assistant_id)) authors.set(assistant_id, event.user.identity);
    return owned(event);
  })
  .on("threads:create_run", (event) => {
    const author = authors.get(event.value.assistant_id);
    if (author && author !== event.user.identity) {
      throw new HTTPException(404, { message: "No such assistant" });
    }
    return owned(event);
  })
  .on("store", ownNamespace);
