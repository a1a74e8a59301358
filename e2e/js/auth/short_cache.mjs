// Supabase's answers are good for five seconds, under a hash of the whole token.
import { createHash } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const answers = new Map();

async function authenticate(request) {
  const key = createHash("sha256").update(bearer(request)).digest("hex");
  const known = answers.get(key);
  if (known && known.until > Date.now()) return known.user;
  const user = await currentUser(request);
  answers.set(key, { user, until: Date.now() + 5_000 });
  return user;
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
