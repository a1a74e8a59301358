// The dashboard shows how busy the server is: threads at work are everybody's to see.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("threads:search", ({ value, user }) => {
    if (value.status === "busy") return true;
    return { owner: user.identity };
  })
  .on("store", ownNamespace);
