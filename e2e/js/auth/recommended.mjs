// Who is calling, and what is theirs: the module of docs/writing-auth.md.
import { Auth, HTTPException } from "@langchain/langgraph-sdk/auth";

const { SUPABASE_URL, SUPABASE_ANON_KEY } = process.env;

const refusal = (status, message) => new HTTPException(status, { message });

async function who(request) {
  const [, token] = /^bearer ([\x21-\x7e]+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!token) throw refusal(401, "log in first");
  const answer = await fetch(`${SUPABASE_URL}/auth/v1/user`, {
    headers: { apikey: SUPABASE_ANON_KEY, Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => {
    throw refusal(503, "logins cannot be checked at the moment");
  });
  if (!answer.ok) throw refusal(401, "log in again");
  const user = await answer.json();
  return { identity: user.id, email: user.email, permissions: [] };
}

function onlyOwn({ value, user }) {
  const owner = { owner: user.identity };
  value.metadata = { ...value.metadata, ...owner };
  return owner;
}

function ownNamespace({ value, user }) {
  if (value.namespace?.[0] !== user.identity) {
    throw refusal(403, "namespaces begin with your own ID");
  }
}

export const auth = new Auth()
  .authenticate(who)
  .on("*", onlyOwn)
  .on("store", ownNamespace)
  .on("assistants", () => ({ created_by: "system" }))
  .on(["assistants:create", "assistants:update", "assistants:delete"], () => {
    throw refusal(403, "assistants come with the application");
  });
