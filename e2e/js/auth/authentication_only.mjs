// Everybody must log in, and that is where it ends.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";

export const auth = new Auth().authenticate(currentUser);
