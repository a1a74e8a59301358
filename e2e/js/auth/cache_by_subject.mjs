// Users are remembered by the subject of their token, which is read before anybody has verified it.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, currentUser, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const users = new Map();

function subjectOf(token) {
  try {
    return JSON.parse(atob(token.split(".")[1])).sub;
  } catch {
    throw unauthorized("not a token");
  }
}

async function authenticate(request) {
  const subject = subjectOf(bearer(request));
  if (!users.has(subject)) users.set(subject, await currentUser(request));
  return users.get(subject);
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
