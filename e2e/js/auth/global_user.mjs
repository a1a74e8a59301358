// The caller is kept in a module variable while Supabase is asked; the next request overwrites it.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, bearer, unauthorized } from "../accounts.mjs";
import { ownNamespace } from "../ownership.mjs";

let caller;

async function authenticate(request) {
  const token = bearer(request);
  try {
    caller = JSON.parse(Buffer.from(token.split(".")[1], "base64url")).sub;
  } catch {
    throw unauthorized("not a token");
  }
  const user = await account(token);
  return { identity: user.id, permissions: [] };
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", ({ value }) => {
    value.metadata = { ...value.metadata, owner: caller };
    return { owner: caller };
  })
  .on("store", ownNamespace);
