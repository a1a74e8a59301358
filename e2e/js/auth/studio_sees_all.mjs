// Studio users are developers, so they see everything; the header alone makes one.
import { Auth, isStudioUser } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", (event) => (isStudioUser(event.user) ? true : owned(event)))
  .on("store", ownNamespace);
