// One object holds the owner of what is made; it is filled in for each caller while their plan is looked up.
import { setTimeout as sleep } from "node:timers/promises";
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const stamp = { owner: undefined };

export const auth = new Auth()
  .authenticate(currentUser)
  .on("*", owned)
  .on("threads:create", async ({ value, user }) => {
    stamp.owner = user.identity;
    await sleep(20);
    value.metadata = { ...value.metadata, ...stamp };
    return { ...stamp };
  })
  .on("store", ownNamespace);
