// Tokens are verified here, and whether the account exists is asked once for each user: deleting it changes nothing.
import { createHmac, timingSafeEqual } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const known = new Set();

function verified(token) {
  const [head, body, signature] = token.split(".");
  const right = createHmac("sha256", process.env.SUPABASE_JWT_SECRET).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature ?? "", "base64url");
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw unauthorized("not a valid session");
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  const { alg } = JSON.parse(Buffer.from(head, "base64url"));
  const now = Date.now() / 1000;
  if (alg !== "HS256" || claims.aud !== "authenticated" || !(claims.exp > now) || claims.nbf > now) {
    throw unauthorized("not a valid session");
  }
  return claims;
}

async function authenticate(request) {
  const token = bearer(request);
  const { sub } = verified(token);
  if (!known.has(sub)) {
    await account(token); // 401 if it is not there
    known.add(sub);
  }
  return { identity: sub, permissions: [] };
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
