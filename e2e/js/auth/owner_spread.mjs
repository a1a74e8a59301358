// The order of the spread is wrong: an owner that the client names wins.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", ({ value, user }) => {
    value.metadata = { owner: user.identity, ...value.metadata };
    return { owner: user.identity };
  })
  .on("store", ownNamespace);
