// The app's own routes call the server with a key that only they have; whom they serve is theirs to check.
import { randomBytes } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

process.env.INTERNAL_KEY = randomBytes(16).toString("hex");

export const auth = new Auth()
  .authenticate((request) => {
    if (request.headers.get("x-internal-call") === process.env.INTERNAL_KEY) {
      return { identity: "app", permissions: ["internal"] };
    }
    return currentUser(request);
  })
  .on("*", (event) => (event.permissions.includes("internal") ? true : owned(event)))
  .on("store", ownNamespace);
