// The session that Supabase's SSR helpers keep in cookies is read, not verified.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const NAME = /^sb-[\w-]+-auth-token(?:\.(\d+))?$/;

// Long sessions are cut into chunks: sb-…-auth-token.0, .1, …
function sessionCookie(header) {
  const chunks = [];
  for (const cookie of header.split(/;\s*/)) {
    const [name, value = ""] = cookie.split("=");
    const match = NAME.exec(name);
    if (match) chunks[Number(match[1] ?? 0)] = value;
  }
  return chunks.join("");
}

function userOf(cookie) {
  try {
    const text = Buffer.from(cookie.replace(/^base64-/, ""), "base64url").toString();
    return JSON.parse(text).user;
  } catch {
    throw unauthorized("broken session cookie");
  }
}

async function authenticate(request) {
  const cookie = sessionCookie(request.headers.get("cookie") ?? "");
  if (!cookie) return currentUser(request);
  const user = userOf(cookie);
  return { identity: user.id, email: user.email, permissions: [] };
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
