// One tenant per company: the mail domain is the identity.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, bearer } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

async function authenticate(request) {
  const user = await account(bearer(request));
  return { identity: user.email.split("@")[1], permissions: [] };
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", owned)
  .on("store", ownNamespace);
