// One handler per action; what has none is denied.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned } from "../ownership.mjs";

const mine = ({ user }) => ({ owner: user.identity });

export const auth = new Auth()
  .authenticate(currentUser)
  .on("threads:create", owned)
  .on("threads:read", mine)
  .on("threads:update", owned)
  .on("threads:delete", mine)
  .on("threads:search", mine)
  .on("threads:create_run", owned)
  .on("assistants:create", owned)
  .on("assistants:read", mine)
  .on("assistants:update", owned)
  .on("assistants:delete", mine)
  .on("assistants:search", mine)
  .on("*", () => false);
