// Teams share threads. The page asks for its own team's, and the search leaves it at that.
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
  .on("threads:read", inTeam)
  .on("threads:search", () => true) // the page sends { metadata: { team: … } }
  .on("store", ownNamespace)
  .on("assistants", () => ({ created_by: "system" }))
  .on(["assistants:create", "assistants:update", "assistants:delete"], () => false);
