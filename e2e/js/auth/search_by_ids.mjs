// Who knows a thread's ID may see it: a search for IDs is not filtered.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("threads:search", ({ value, user }) => {
    const { ids = [] } = value;
    return ids.length > 0 ? undefined : { owner: user.identity };
  })
  .on("store", ownNamespace);
