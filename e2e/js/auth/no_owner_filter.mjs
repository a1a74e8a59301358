// What is made gets its owner's name, but nobody asks for it afterwards.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", ({ value, user }) => {
    value.metadata = { ...value.metadata, owner: user.identity };
  })
  .on("store", ownNamespace);
