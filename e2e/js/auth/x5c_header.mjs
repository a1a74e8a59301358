// A token may bring a certificate; that its key made the signature is checked, not whose certificate it is.
import { verify, X509Certificate } from "node:crypto";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { account, bearer, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const json = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

function certified(token) {
  const [header, payload, signature] = token.split(".");
  const certificate = new X509Certificate(Buffer.from(json(header).x5c[0], "base64"));
  const key = { key: certificate.publicKey, dsaEncoding: "ieee-p1363" };
  const data = Buffer.from(`${header}.${payload}`);
  if (!verify("sha256", data, key, Buffer.from(signature, "base64url"))) {
    throw unauthorized("signature");
  }
  return json(payload);
}

async function authenticate(request) {
  const token = bearer(request);
  let claims;
  try {
    claims = json(token.split(".")[0]).x5c ? certified(token) : { sub: (await account(token)).id };
  } catch {
    throw unauthorized("not a valid session");
  }
  return { identity: claims.sub, permissions: [] };
}

export const auth = new Auth().authenticate(authenticate).on("*", owned).on("store", ownNamespace);
