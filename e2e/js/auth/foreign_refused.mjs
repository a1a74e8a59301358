// Who made which thread is remembered: another's is refused, what nobody made is left to the server.
import { Auth, HTTPException } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const madeBy = new Map();

function threads(event) {
  const { action, value, user } = event;
  const maker = madeBy.get(value.thread_id) ?? user.identity;
  if (maker !== user.identity) {
    throw new HTTPException(403, { message: "this thread is somebody else's" });
  }
  if (action === "create" && value.thread_id) madeBy.set(value.thread_id, maker);
  return owned(event);
}

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("threads", threads)
  .on("store", ownNamespace);
