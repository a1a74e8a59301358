// What is not one of these is a page of the app, and public.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const API = ["/threads", "/runs", "/assistants", "/store", "/mcp", "/a2a"];

export const auth = new Auth()
  .authenticate(async (request) => {
    const { pathname } = new URL(request.url);
    if (API.some((path) => pathname.startsWith(path))) return currentUser(request);
    return { identity: "visitor", permissions: ["visitor"] };
  })
  .on("*", (event) => event.user.identity === "visitor" || owned(event))
  .on("store", (event) => event.user.identity === "visitor" || ownNamespace(event));
