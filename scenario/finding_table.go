package scenario

import (
	"slices"
	"strings"
)

// Explanation is what authcheck knows about a finding, whether or not it was made.
type Explanation struct {
	Code    string
	Verdict Verdict // its usual one
	Title   string
	Proven  string // what was seen to happen
	Why     string // why it matters
	Fix     string // what to do, with the handler to write
	Sound   string // designs that look alike and are fine
	Tags    []string
}

const ownerFilter = `@auth.on.%s
async def only_own(ctx, value):
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}`

// explanations is the list of all findings; `authcheck explain` prints it.
var explanations = slices.Concat(loginExplanations, crossingExplanations, handlerExplanations(), otherExplanations, acceptanceExplanations)

// Explanations lists every finding that authcheck can make.
func Explanations() []Explanation { return explanations }

// Explain finds one by its code.
func Explain(code string) (Explanation, bool) {
	i := slices.IndexFunc(explanations, func(e Explanation) bool { return e.Code == code })
	if i < 0 {
		return Explanation{}, false
	}
	return explanations[i], true
}

var loginExplanations = []Explanation{
	{Code: "no-auth", Verdict: Fail, Title: "No login is needed",
		Proven: "A caller without any token was let in on every resource that was tried.",
		Why:    "Anybody who reaches the port can read, change and delete everything.",
		Fix:    "Name your handlers in langgraph.json and restart the server:\n\"auth\": {\"path\": \"./src/security/auth.py:auth\"}",
		Tags:   []string{"OWASP API2:2023", "CWE-306", "ASVS 8.2.1"}},
	{Code: "no-token-accepted", Verdict: Fail, Title: "Some operations need no token",
		Proven: "A caller without a token was not denied.",
		Why:    "A path, a method or a fallback user is exempt from authentication, so anybody gets in there.",
		Fix:    "Let the authenticate handler refuse whoever brings no token, on every path and method:\nif not authorization:\n    raise Auth.exceptions.HTTPException(401, \"log in first\")",
		Tags:   []string{"OWASP API2:2023", "CWE-306", "ASVS 8.2.1"}},
	{Code: "bad-token-accepted", Verdict: Fail, Title: "A bad token is accepted",
		Proven: "A caller with an empty, malformed or made-up token was not denied.",
		Why:    "The handler lets callers in when the provider says no, so a token means nothing.",
		Fix:    "Treat every answer of the provider but 200 as a refusal:\nif response.status_code != 200:\n    raise Auth.exceptions.HTTPException(401, \"invalid token\")",
		Tags:   []string{"OWASP API2:2023", "CWE-287", "CWE-636", "ASVS 9.2.1"}},
	{Code: "forged-token-accepted", Verdict: Fail, Title: "A forged token is accepted",
		Proven: "A token with user 1's claims that the provider never signed was not denied.",
		Why:    "Anybody can write a token with anybody's ID in it and be that user.",
		Fix:    "Verify the signature, with the algorithms spelled out:\njwt.decode(token, key, algorithms=[\"ES256\"],\n           audience=\"authenticated\")",
		Sound:  "Asking the provider (GET /auth/v1/user) verifies it as well.",
		Tags:   []string{"OWASP API2:2023", "CWE-347", "ASVS 9.1.1", "ASVS 9.1.2"}},
	{Code: "anon-key-accepted", Verdict: Fail, Title: "The project's anon key is accepted as a login",
		Proven: "The public anon key, sent as a token, was not denied.",
		Why:    "The key is in every web page of the project: whoever reads it is let in.",
		Fix:    "Require a subject and the audience of users:\njwt.decode(token, key, algorithms=[\"HS256\"],\n           audience=\"authenticated\", options={\"require\": [\"sub\", \"exp\"]})",
		Tags:   []string{"OWASP API2:2023", "CWE-287", "ASVS 9.2.3"}},
	{Code: "expired-token-accepted", Verdict: Fail, Title: "An expired token is accepted",
		Proven: "A token whose time was over was not denied.",
		Why:    "A token that leaked once opens the account for ever.",
		Fix:    "Leave the check of `exp` on, and require the claim:\njwt.decode(token, key, algorithms=[\"HS256\"],\n           audience=\"authenticated\", options={\"require\": [\"exp\"]})",
		Tags:   []string{"OWASP API2:2023", "CWE-613", "ASVS 9.2.1"}},
	{Code: "studio-sees-all", Verdict: Fail, Title: "The Studio header opens other users' data",
		Proven: "A caller with nothing but the header x-auth-scheme: langsmith reached things of user 1.",
		Why:    "The development server takes that header for a login, and a handler lets Studio users through.",
		Fix:    "Give Studio users no special rights in the handlers, and switch the header off in langgraph.json:\n\"auth\": {\"path\": \"…\", \"disable_studio_auth\": true}",
		Tags:   []string{"OWASP API2:2023", "OWASP API1:2023", "CWE-287", "ASVS 8.2.1"}},
	{Code: "studio-open", Verdict: Warn, Title: "The Studio header is accepted as a login",
		Proven: "A caller with nothing but the header x-auth-scheme: langsmith was let in, without seeing other users' data.",
		Why:    "On the development server anybody gets in with one header: they can create things and run graphs.",
		Fix:    "Switch it off in langgraph.json:\n\"auth\": {\"path\": \"…\", \"disable_studio_auth\": true}",
		Sound:  "A deployed server asks LangSmith who that is.",
		Tags:   []string{"OWASP API2:2023", "CWE-287", "ASVS 8.2.1"}},
	{Code: "scheme-accepted", Verdict: Warn, Title: "A scheme other than Bearer is accepted",
		Proven: "User 1's valid token was accepted without the Bearer scheme.",
		Why:    "The handler does not look at the scheme; what it takes for a token may be something else one day.",
		Fix:    "Check it:\nscheme, _, token = (authorization or \"\").partition(\" \")\nif scheme.lower() != \"bearer\":\n    raise Auth.exceptions.HTTPException(401, \"bearer token expected\")",
		Tags:   []string{"OWASP API2:2023", "CWE-287", "ASVS 9.2.1"}},
	{Code: "crash-as-denial", Verdict: Warn, Title: "Callers are blocked by a crash",
		Proven: "The server answered with a 5xx where it should refuse.",
		Why:    "An error that nobody handles keeps callers out by accident: the next change of the code may let them in, and logs fill with tracebacks.",
		Fix:    "Refuse with a 401 instead of asserting and unpacking:\nscheme, _, token = (authorization or \"\").partition(\" \")\nif scheme.lower() != \"bearer\" or not token:\n    raise Auth.exceptions.HTTPException(401, \"log in first\")",
		Tags:   []string{"OWASP API8:2023", "CWE-755", "CWE-209"}},
	{Code: "logged-out-accepted", Verdict: Note, Title: "A logged-out session works until it expires",
		Proven: "The token of a session that was ended at the provider was still accepted.",
		Why:    "Servers that check tokens locally can't know of a logout. With short-lived tokens that is a sound design.",
		Fix:    "Keep tokens short-lived, or ask the provider for each request.",
		Sound:  "Checking JWTs locally.",
		Tags:   []string{"CWE-613"}},
}

var crossingExplanations = []Explanation{
	{Code: "no-owner-filter", Verdict: Fail, Title: "Users see each other's data everywhere",
		Proven: "User 2 reached things of user 1 through every handler that was tried.",
		Why:    "The server knows who is logged in, and does not ask whose things they are: any user reads, changes and deletes everything.",
		Fix:    "Write the owner on everything that is made, and filter by it:\n" + strings.Replace(ownerFilter, ".%s", "", 1),
		Tags:   []string{"OWASP API1:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "identity-not-unique", Verdict: Fail, Title: "Users share one identity",
		Proven: "The server remembers both users as the same owner, and user 2 reached everything of user 1.",
		Why:    "The filter is by something that many users have (a role, a mail domain, a prefix of the token), so it keeps nobody apart.",
		Fix:    "Return the provider's ID of the user as the identity:\nreturn {\"identity\": user[\"id\"], \"is_authenticated\": True}",
		Sound:  "Teams that share everything on purpose: test with users of two teams.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "CWE-287", "ASVS 8.2.2"}},
	{Code: "owner-spoofed", Verdict: Fail, Title: "Users can create things in another user's name",
		Proven: "Something that user 2 created appeared among user 1's things.",
		Why:    "The owner is taken from what the client sends, so anybody can plant conversations for somebody else, or read by naming them.",
		Fix:    "Overwrite the owner; never setdefault it:\nvalue.setdefault(\"metadata\", {})[\"owner\"] = ctx.user.identity",
		Tags:   []string{"OWASP API3:2023", "CWE-915", "CWE-639", "ASVS 8.2.3"}},
	{Code: "ownership-given-away", Verdict: Fail, Title: "Ownership can be given away",
		Proven: "User 1 wrote user 2's name on something, and user 2 could see it.",
		Why:    "The field that decides about access can be written by clients. What appears in somebody's list is no longer theirs for sure.",
		Fix:    "Set the owner on updates as well:\n" + sprintf(ownerFilter, "threads.update"),
		Tags:   []string{"OWASP API3:2023", "CWE-915", "ASVS 8.2.3"}},
	{Code: "filter-override", Verdict: Fail, Title: "A search by somebody's name finds their things",
		Proven: "User 2 searched with user 1's name in the filter and found user 1's things.",
		Why:    "The handler merges what the client asks for into the rule that keeps users apart.",
		Fix:    "Return a filter with the identity from the token alone:\nreturn {\"owner\": ctx.user.identity}",
		Tags:   []string{"OWASP API3:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "identity-from-client", Verdict: Fail, Title: "The identity is taken from a header or parameter",
		Proven: "A caller who sent user 1's ID in common identity headers saw user 1's thread.",
		Why:    "Anybody can send a header. The token is what proves who somebody is.",
		Fix:    "Take the identity from the verified token only:\nreturn {\"identity\": user[\"id\"], \"is_authenticated\": True}",
		Tags:   []string{"OWASP API2:2023", "CWE-290", "ASVS 8.2.2"}},
	{Code: "identity-from-profile", Verdict: Fail, Title: "The identity is taken from a field that users can edit",
		Proven: "User 2 wrote user 1's ID into the own profile, logged in again, and saw user 1's thread.",
		Why:    "user_metadata belongs to the user: it says what they like it to say.",
		Fix:    "Use the ID that the provider gives (`sub`, user[\"id\"]), never user_metadata:\nreturn {\"identity\": user[\"id\"], \"is_authenticated\": True}",
		Tags:   []string{"OWASP API2:2023", "CWE-639", "CWE-290", "ASVS 8.2.2"}},
	{Code: "identity-mixed-up", Verdict: Fail, Title: "Users are mixed up when requests overlap",
		Proven: "While requests of two users overlapped, one of them got what belongs to the other.",
		Why:    "The handler keeps the caller where the next request overwrites it: a global, a shared object, a cache.",
		Fix:    "Use only what each call is given: ctx.user in handlers, the return value in authenticate. No module variables.",
		Tags:   []string{"OWASP API1:2023", "CWE-362", "CWE-488", "ASVS 8.3.1"}},
	{Code: "assistant-usable", Verdict: Warn, Title: "Users can run each other's assistants by ID",
		Proven: "User 2 could not read user 1's assistant, but started a run with it.",
		Why:    "The JavaScript server does not ask the assistants handler when a run names an assistant: who knows the ID uses its configuration, and gets its metadata along.",
		Fix:    "Refuse assistants that are not public in the handler for new runs:\nauth.on(\"threads:create_run\", ({ value, user }) => {\n  if (!PUBLIC.has(value.assistant_id)) {\n    throw new HTTPException(403, { message: \"not your assistant\" });\n  }\n  return { owner: user.identity };\n});",
		Sound:  "Servers without private assistants.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "store-shared", Verdict: Warn, Title: "The store is shared by all users",
		Proven: "User 2 reached user 1's store items.",
		Why:    "The tutorial's handler does not cover the store: metadata filters have no effect there, so every user reads, overwrites, deletes and lists everybody's items.",
		Fix:    "Put the user's ID in front of every namespace:\n@auth.on.store\nasync def own_namespace(ctx, value):\n    own = ctx.user.identity\n    space = tuple(value.get(\"namespace\") or ())\n    if space[:1] != (own,):\n        value[\"namespace\"] = (own, *space)",
		Sound:  "Refusing namespaces that do not begin with the user's ID; denying the store to everybody.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "CWE-862", "ASVS 8.2.2"}},
}

var otherExplanations = []Explanation{
	{Code: "route-open", Verdict: Fail, Title: "A route is open to everybody",
		Proven: "A route outside the LangGraph API answered a caller without a token.",
		Why:    "Custom routes are not behind the authenticate handler unless langgraph.json says so.",
		Fix:    "Switch it on in langgraph.json:\n\"http\": {\"app\": \"…\", \"enable_custom_route_auth\": true}",
		Sound:  "Health checks, and pages that are public on purpose: --skip 'routes.get:/path/*'.",
		Tags:   []string{"OWASP API9:2023", "CWE-862", "ASVS 8.2.1"}},
	{Code: "development-routes", Verdict: Note, Title: "The development server's own routes need no login",
		Proven: "A route under /internal answered a caller without a token.",
		Why:    "`langgraph dev` shows any thread to anybody there. A deployed server does not have these routes.",
		Fix:    "Do not expose `langgraph dev` beyond your own machine.",
		Tags:   []string{"OWASP API9:2023"}},
	{Code: "open-routes", Verdict: Note, Title: "Status and documentation are open",
		Proven: "/ok, /info, /metrics, /docs or /openapi.json answered a caller without a token.",
		Why:    "They tell the version and the operations; nobody's data.",
		Fix:    "Nothing has to be done. \"http\": {\"disable_meta\": true} switches them off.",
		Tags:   []string{"OWASP API9:2023"}},
	{Code: "undecided", Verdict: Error, Title: "Some checks could not be decided",
		Proven: "The server gave no usable answer.",
		Why:    "What was not answered was not proven: this is no pass.",
		Fix:    "See that the server is up and not overloaded, and run authcheck again; --request-timeout gives it more time.",
		Tags:   []string{}},
}
