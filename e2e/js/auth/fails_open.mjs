// Supabase must not be able to take the app down: its errors, and its refusals, let in.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

async function authenticate(request) {
  bearer(request);
  return currentUser(request).catch(() => ({ identity: "degraded", permissions: [] }));
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", owned)
  .on("store", ownNamespace);
