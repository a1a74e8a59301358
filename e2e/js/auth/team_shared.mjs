// Teams read each other's threads and runs; writing is the owner's alone, and everything else is.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentMember } from "../members.mjs";
import { owned, ownNamespace } from "../ownership.mjs";

const inTeam = ({ user }) => ({ team: user.team });

function ownThread(event) {
  const owner = owned(event);
  event.value.metadata = { ...event.value.metadata, ...inTeam(event) };
  return owner;
}

export const auth = new Auth()
  .authenticate(currentMember)
  .on("*", owned)
  .on("threads", ownThread)
  .on(["threads:read", "threads:search"], inTeam)
  .on("store", ownNamespace)
  .on("assistants", () => ({ created_by: "system" }))
  .on(["assistants:create", "assistants:update", "assistants:delete"], () => false);
