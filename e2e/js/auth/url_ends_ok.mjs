// The health check needs no login: any address that ends in /ok, query and all.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(async (request) => {
    if (request.method === "GET" && request.url.endsWith("/ok")) {
      return { identity: "health", permissions: ["health"] };
    }
    return currentUser(request);
  })
  .on("*", (event) => (event.user.identity === "health" ? undefined : owned(event)))
  .on("store", ownNamespace);
