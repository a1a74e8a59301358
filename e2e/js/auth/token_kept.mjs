// Tools call other services as the user, so the user object has the token, and so has each run's record.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { bearer, currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

export const auth = new Auth()
  .authenticate(async (request) => {
    const user = await currentUser(request);
    return { ...user, accessToken: bearer(request) };
  })
  .on("*", owned)
  .on("store", ownNamespace);
