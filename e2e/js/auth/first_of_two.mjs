// Of joined Authorization values the first is the caller's: the gateway appends its own.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

async function authenticate(request) {
  const [first] = (request.headers.get("authorization") ?? "").split(",");
  const [scheme, token] = first.trim().split(" ");
  if (scheme !== "Bearer" || !token) throw unauthorized("Missing bearer token");
  const user = await account(token);
  return { identity: user.id, email: user.email, permissions: [] };
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
