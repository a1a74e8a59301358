// "none" is refused, and algorithms that are known are checked; one that nobody knows is neither.
import { createHmac } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const hmac = (hash) => (data) =>
  createHmac(hash, process.env.SUPABASE_JWT_SECRET).update(data).digest("base64url");
const signers = { HS256: hmac("sha256"), HS384: hmac("sha384"), HS512: hmac("sha512") };

function verified(token) {
  const [header, payload, signature] = token.split(".");
  const [{ alg }, claims] = [header, payload].map((part) => JSON.parse(Buffer.from(part, "base64url")));
  if (alg === "none" || !alg) throw new Error("unsigned");
  if (signers[alg] && signers[alg](`${header}.${payload}`) !== signature) throw new Error("signature");
  if (claims.aud !== "authenticated" || claims.exp * 1000 < Date.now()) throw new Error("expired");
  return claims;
}

export const auth = new Auth()
  .authenticate((request) => {
    const token = bearer(request);
    try {
      return { identity: verified(token).sub, permissions: [] };
    } catch {
      throw unauthorized("not a valid session");
    }
  })
  .on("*", owned)
  .on("store", ownNamespace);
