// A gateway may append a second Authorization value: the first is verified, the last one says who it is.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

async function authenticate(request) {
  const header = request.headers.get("authorization") ?? "";
  const tokens = [...header.matchAll(/bearer\s+([^\s,]+)/gi)].map(([, token]) => token);
  if (tokens.length === 0) throw unauthorized("log in first");
  await account(tokens[0]);
  try {
    return { identity: claims(tokens.at(-1)).sub, permissions: [] };
  } catch {
    throw unauthorized("not a token");
  }
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
