// The tutorial's handlers in JavaScript: Supabase says who it is, one handler says whose it is.
import { Auth } from "@langchain/langgraph-sdk/auth";
import { currentUser } from "../accounts.mjs";
import { owned } from "../ownership.mjs";

export const auth = new Auth().authenticate(currentUser).on("*", owned);
