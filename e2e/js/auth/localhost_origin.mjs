// The front end in development has no login: it runs on the developer's own machine.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate((request) => {
    if (/^http:\/\/localhost(:\d+)?$/.test(request.headers.get("origin") ?? "")) {
      return { identity: "developer", permissions: ["everything"] };
    }
    return currentUser(request);
  })
  .on("*", (event) => event.permissions.includes("everything") || owned(event))
  .on("store", (event) => event.permissions.includes("everything") || ownNamespace(event));
