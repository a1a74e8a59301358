// Browsers cannot set headers on a WebSocket: there the token is a subprotocol, which is decoded.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser, unauthorized } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

export const auth = new Auth()
  .authenticate(async (request) => {
    const [kind, token] = (request.headers.get("sec-websocket-protocol") ?? "").split(/,\s*/);
    if (kind !== "bearer" || !token) return currentUser(request);
    try {
      return { identity: claims(token).sub, permissions: [] };
    } catch {
      throw unauthorized("not a token");
    }
  })
  .on("*", owned)
  .on("store", ownNamespace);
