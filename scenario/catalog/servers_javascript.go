package catalog

// javaScript is the ID of the server for graphs in JavaScript.
const javaScript = "langgraphjs-api"

// refusalThere is how a module refuses, in Python and in JavaScript.
func refusalThere(status, reason string) (python, there string) {
	return "raise Auth.exceptions.HTTPException(" + status + `, "` + reason + `")`, "throw new HTTPException(" + status + `, { message: "` + reason + `" });`
}

// javaScriptWords are the fixes for modules in JavaScript (@langchain/langgraph-sdk/auth, and jose for tokens).
var javaScriptWords = append(javaScriptFixes, refusalsThere()...)

var javaScriptFixes = []string{
	"as it does with $in and nested keys", "as it does with $in, $or and nested keys",
	"as it does with $in, nested keys and an empty filter", "as it does with $in, $or, nested keys and an empty filter",
	"./src/security/auth.py:auth", "./src/security/auth.mjs:auth",
	"langgraph dev --host 127.0.0.1", "npx @langchain/langgraph-cli dev --host 127.0.0.1",
	`value.setdefault("metadata", {})["owner"] = ctx.user.identity`, "value.metadata = { ...value.metadata, owner: user.identity };",
	`return {"identity": user["id"], "is_authenticated": True}`, "return { identity: user.id, permissions: [] };",
	`user["id"]`, "user.id",
	`jwt.decode(token, key, algorithms=["ES256"],
           audience="authenticated")`, `await jwtVerify(token, key,
  { algorithms: ["ES256"], audience: "authenticated" });`,
	`jwt.decode(token, key, algorithms=["HS256"],
           audience="authenticated",
           options={"require": ["sub", "exp"]})`,
	`await jwtVerify(token, key, { algorithms: ["HS256"],
  audience: "authenticated", requiredClaims: ["sub", "exp"] });`,
	`jwt.decode(token, key, algorithms=["HS256"],
           audience="authenticated", options={"require": ["exp"]})`,
	`await jwtVerify(token, key, { algorithms: ["HS256"],
  audience: "authenticated", requiredClaims: ["exp"] });`,
	`jwt.decode(token, key, algorithms=["HS256"],
           audience="authenticated", issuer=ISSUER,
           options={"require": ["exp", "sub"]})`,
	`await jwtVerify(token, key, { algorithms: ["HS256"],
  audience: "authenticated", issuer: ISSUER,
  requiredClaims: ["exp", "sub"] });`,
	`jwt.decode(token, key, algorithms=["HS256"],
           audience="authenticated", issuer=ISSUER)`,
	`await jwtVerify(token, key, { algorithms: ["HS256"],
  audience: "authenticated", issuer: ISSUER });`,
	`jwt.decode(token, key, algorithms=["HS256"],
           audience="authenticated")`, `await jwtVerify(token, key,
  { algorithms: ["HS256"], audience: "authenticated" });`,
	`if is_admin(ctx.user):
    return {"org": ctx.user["org"]}`, "if (isAdmin(user)) return { org: user.org };",
	ownNamespace, `Refuse namespaces that do not begin with the user's ID (this server keeps the namespace that it was given):
auth.on("store", ({ value, user }) => {
  if (value.namespace?.[0] !== user.identity) {
    throw new HTTPException(403,
      { message: "namespaces begin with your own ID" });
  }
});`,
	"\n" + cronOnThread, "",
	`@auth.on.assistants.update
@auth.on.assistants.delete
async def write(ctx, value):
    return {"owner": ctx.user.identity}`, `const writes = ["assistants:update", "assistants:delete"];
auth.on(writes, ({ user }) => ({ owner: user.identity }));`,
	"ctx.user in handlers", "user in handlers",
	"key = hashlib.sha256(token.encode()).hexdigest()", `const key = createHash("sha256").update(token).digest("hex");`,
	`cache.set(token, user, ttl=min(60, claims["exp"] - time.time()))`, `cache.set(token, user,
  { ttl: Math.min(60_000, claims.exp * 1000 - Date.now()) });`,
	`user = config["configurable"]["langgraph_auth_user_id"]
store.search((user, "memories"))`, `const user = config.configurable.langgraph_auth_user_id;
await store.search([user, "memories"]);`,
	`token = request.headers["authorization"]
client = get_client(headers={"Authorization": token})
thread = await client.threads.get(thread_id)  # 404 for others`,
	`const Authorization = c.req.header("authorization");
const client = new Client({ defaultHeaders: { Authorization } });
const thread = await client.threads.get(id); // 404 for others`,
	`@auth.on.threads.create_run
async def own_thread(ctx, value):
    config = value["kwargs"].get("config", {})
    config.get("configurable", {}).pop("thread_id", None)
    return {"owner": ctx.user.identity}`, `auth.on("threads:create_run", ({ value, user }) => {
  delete value.kwargs?.config?.configurable?.thread_id;
  return { owner: user.identity };
});`,
	`@auth.on.threads.create_run
async def own_id(ctx, value):
    config = value["kwargs"].setdefault("config", {})
    own = config.setdefault("configurable", {})
    own["user_id"] = ctx.user.identity
    return {"owner": ctx.user.identity}`, `auth.on("threads:create_run", ({ value, user }) => {
  const config = (value.kwargs.config ??= {});
  const given = config.configurable;
  config.configurable = { ...given, user_id: user.identity };
  return { owner: user.identity };
});`,
	teamFilter[len(teamFilterFor):], `// an empty team would make all of them one:
const teamOf = (user) => user.team || user.identity;
auth.on("threads", ({ value, user }) => {
  const stamp = { owner: user.identity, team: teamOf(user) };
  value.metadata = { ...value.metadata, ...stamp };
  return { owner: user.identity };
});
auth.on(["threads:read", "threads:search"], ({ user }) =>
  user.role === "auditor" ? undefined : { team: teamOf(user) });`,
	`return {"owner": ctx.user.identity}`, "return { owner: user.identity };",
}

// refusalsThere are the lines of a module that refuse, each followed by those in JavaScript.
func refusalsThere() (words []string) {
	for _, r := range []struct{ python, there, status, reason string }{
		{"if not authorization:\n    ", "if (!authorization)\n  ", "401", "log in first"},
		{"if response.status_code != 200:\n    ", "if (!response.ok)\n  ", "401", "invalid token"},
		{"scheme, _, token = (authorization or \"\").partition(\" \")\nif scheme.lower() != \"bearer\":\n    ",
			"const [scheme] = (authorization ?? \"\").split(\" \");\nif (scheme.toLowerCase() !== \"bearer\")\n  ", "401", "no bearer token"},
		{"scheme, _, token = (authorization or \"\").partition(\" \")\nif scheme.lower() != \"bearer\" or not token:\n    ",
			"const [scheme, token] = (authorization ?? \"\").split(\" \");\nif (scheme.toLowerCase() !== \"bearer\" || !token)\n  ", "401", "log in first"},
		{"if user.get(\"is_anonymous\"):\n    ", "if (user.is_anonymous)\n  ", "403", "sign up first"},
		{"", "", "404", "Not Found"},
	} {
		python, there := refusalThere(r.status, r.reason)
		words = append(words, r.python+python, r.there+there)
	}
	return words
}
