// Whose it is: the two rules that the auth modules share, except where the rule is their mistake.
import { HTTPException } from "@langchain/langgraph-sdk/auth";

// Stamps what is written with its owner, and lets the owner's through only.
export function owned({ value, user }) {
  const filters = { owner: user.identity };
  value.metadata = { ...value.metadata, ...filters };
  return filters;
}

// Refuses namespaces of the store that do not begin with the caller's ID.
export function ownNamespace({ value, user }) {
  if (value.namespace?.[0] !== user.identity) {
    throw new HTTPException(403, { message: "start namespaces with your own ID" });
  }
}
