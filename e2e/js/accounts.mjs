// Who is calling: asks Supabase. The auth modules share it, except where asking is their mistake.
import { HTTPException } from "@langchain/langgraph-sdk/auth";

const { SUPABASE_URL, SUPABASE_SERVICE_KEY } = process.env;

export const unauthorized = (message) => new HTTPException(401, { message });

export function bearer(request) {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() !== "bearer" || !token) throw unauthorized("Missing bearer token");
  return token;
}

// The account as Supabase has it: id, email, role, user_metadata.
export async function account(token) {
  const response = await fetch(`${SUPABASE_URL}/auth/v1/user`, {
    headers: { Authorization: `Bearer ${token}`, apikey: SUPABASE_SERVICE_KEY },
  });
  if (!response.ok) throw unauthorized("Invalid token");
  return response.json();
}

export async function currentUser(request) {
  const user = await account(bearer(request));
  return { identity: user.id, email: user.email, permissions: [] };
}
