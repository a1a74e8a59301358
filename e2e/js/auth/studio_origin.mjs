// Studio is let in by the page that it says it comes from.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const STUDIO = "https://smith.langchain.com";

export const auth = new Auth()
  .authenticate((request) => {
    const { headers } = request;
    const page = headers.get("origin") ?? headers.get("referer") ?? "";
    if (page.startsWith(STUDIO)) return { identity: "studio", permissions: ["admin"] };
    return currentUser(request);
  })
  .on("*", (event) => {
    if (event.permissions.includes("admin")) return true;
    return owned(event);
  })
  .on("store", (event) => event.permissions.includes("admin") || ownNamespace(event));
