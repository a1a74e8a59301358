// Tokens are checked here, with the project's JWT secret: no round trip to Supabase.
import { createHmac, timingSafeEqual } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

function verified(token) {
  const [header, payload, signature] = token.split(".");
  const expected = createHmac("sha256", process.env.SUPABASE_JWT_SECRET)
    .update(`${header}.${payload}`)
    .digest();
  const given = Buffer.from(signature ?? "", "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized("not a valid session");
  }
  return JSON.parse(Buffer.from(payload, "base64url"));
}

function authenticate(request) {
  const claims = verified(bearer(request));
  if (claims.aud !== "authenticated" || claims.exp * 1000 < Date.now()) {
    throw unauthorized("session expired");
  }
  return { identity: claims.sub, email: claims.email, permissions: [] };
}

export const auth = new Auth()
  .authenticate(authenticate)
  .on("*", owned)
  .on("store", ownNamespace);
