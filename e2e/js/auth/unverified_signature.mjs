// The payload of the token is read, its signature is not.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

function authenticate(request) {
  try {
    const claims = JSON.parse(Buffer.from(bearer(request).split(".")[1], "base64url"));
    return { identity: claims.sub, permissions: [] };
  } catch {
    throw unauthorized("not a token");
  }
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", owned)
  .on("store", ownNamespace);
