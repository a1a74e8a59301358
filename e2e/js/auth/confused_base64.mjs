// One setting holds the key for whatever the token says; it is the public one, without PEM's first and last line.
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

async function pastedKey() {
  const answer = await fetch(`${process.env.SUPABASE_URL}/auth/v1/.well-known/jwks.json`);
  const [jwk] = (await answer.json()).keys;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return key.export({ type: "spki", format: "der" }).toString("base64");
}

const checks = {
  HS256: (data, signature, pasted) => {
    const expected = createHmac("sha256", pasted).update(data).digest();
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  },
  ES256: (data, signature, pasted) => {
    const key = createPublicKey({ key: Buffer.from(pasted, "base64"), format: "der", type: "spki" });
    return verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature);
  },
};

async function claimsOf(token) {
  const [header, payload, signature] = token.split(".");
  const { alg } = JSON.parse(Buffer.from(header, "base64url"));
  const data = Buffer.from(`${header}.${payload}`);
  if (!checks[alg](data, Buffer.from(signature, "base64url"), await pastedKey())) throw new Error("signature");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  if (claims.exp * 1000 < Date.now() || claims.aud !== "authenticated") throw new Error("expired");
  return claims;
}

async function authenticate(request) {
  const token = bearer(request);
  try {
    const { sub, email } = await claimsOf(token);
    return { identity: sub, email, permissions: [] };
  } catch {
    throw unauthorized("not a valid session");
  }
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
