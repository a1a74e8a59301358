// Search runs before the login dialog closes, so its path needs no token.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

function authenticate(request) {
  if (new URL(request.url).pathname.endsWith("/search")) {
    return { identity: "visitor", permissions: [] };
  }
  return currentUser(request);
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", (event) => (event.user.identity === "visitor" ? true : owned(event)))
  .on("store", ownNamespace);
