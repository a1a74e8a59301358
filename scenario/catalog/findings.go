package catalog

import (
	"slices"
	"strings"
)

// Explanation is what authcheck knows about a finding, whether or not it was made.
type Explanation struct {
	Code    string   `json:"code"`
	Verdict Verdict  `json:"verdict"` // its usual one
	Title   string   `json:"title"`
	Proven  string   `json:"proven"`          // what was seen to happen
	Why     string   `json:"why"`             // why it matters
	Fix     string   `json:"fix"`             // what to do, with the handler to write
	Sound   string   `json:"sound,omitempty"` // designs that look alike and are fine
	Tags    []string `json:"tags"`
	// Under are wider causes, the narrowest first: where one of them is found, this is a part of it.
	Under []string `json:"part_of,omitempty"`
	// About how callers are kept out: nobody got in.
	Denial bool `json:"-"`
	// About acceptances, not about the server.
	Housekeeping bool `json:"-"`
	// Several operations that raise it have nothing in common but the code: each counts.
	Each bool  `json:"-"`
	Keys []Key `json:"keys,omitempty"` // of langgraph.json that decide about it
}

const ownerFilter = `@auth.on.%s
async def only_own(ctx, value):
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}`

// FiltersByOwner tells a fix that lets nobody but the owner in.
func FiltersByOwner(fix string) bool { return strings.Contains(fix, "def only_own(") }

const teamFilterFor = `Let the handler that is named know the rule, too, or take the line out of authcheck.yaml. Write the team on everything that is made, and filter by it; a role that sees all gets no filter, and who has no team is one of their own. In the store it is the namespace that says whose an item is: what a team shares begins with its name, what is one's own with the ID. For threads:
`

const teamFilter = teamFilterFor + `def team_of(user):  # {"team": None} would make all of them one
    return user.get("team") or user.identity
@auth.on.threads
async def with_team(ctx, value):
    value.setdefault("metadata", {}).update(
        owner=ctx.user.identity, team=team_of(ctx.user))
    return {"owner": ctx.user.identity}
@auth.on.threads.read
@auth.on.threads.search
async def own_team(ctx, value):
    if ctx.action == "read" and "metadata" in value:
        # a cron is to be made on it
        return {"owner": ctx.user.identity}
    if ctx.user.get("role") == "auditor":
        return None
    return {"team": team_of(ctx.user)}`

const ownNamespace = `Put the user's ID in front of every namespace:
@auth.on.store
async def own_namespace(ctx, value):
    own = ctx.user.identity
    space = tuple(value.get("namespace") or ())
    if space[:1] != (own,):
        value["namespace"] = (own, *space)`

// AnswerCached is the finding of a cache in front that tells no callers apart.
const AnswerCached = "answer-cached"

// explanations is the list of all findings; `authcheck explain` prints it.
var explanations = slices.Concat(loginExplanations, crossingExplanations, handlerExplanations(), doorExplanations, tokenExplanations, runExplanations,
	otherExplanations, acceptanceExplanations)

// Explanations lists every finding that authcheck can make.
func Explanations() []Explanation { return explanations }

// Codes lists their codes.
func Codes() []string {
	var codes []string
	for _, e := range explanations {
		codes = append(codes, e.Code)
	}
	return codes
}

// Explain finds one by its code.
func Explain(code string) (Explanation, bool) {
	i := slices.IndexFunc(explanations, func(e Explanation) bool { return e.Code == code })
	if i < 0 {
		return Explanation{}, false
	}
	return explanations[i], true
}

var crossingExplanations = []Explanation{
	{Code: "no-owner-filter", Verdict: Fail, Title: "Users see each other's data everywhere",
		Proven: "User 2 reached things of user 1 through every handler that was tried.",
		Why:    "The server knows who is logged in, and does not keep anybody to their own things: no handler filters, or the filter is one that LangGraph passes over without a word, as it does with $in, nested keys and an empty filter. Any user reads, changes and deletes everything.",
		Fix:    "Write the owner on everything that is made, and filter by it, with one key of the metadata and its value:\n" + strings.Replace(ownerFilter, ".%s", "", 1),
		Sound:  people,
		Tags:   []string{"OWASP API1:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "sees-all", Verdict: Fail, Title: "User 2 sees everybody's data, and User 1 does not",
		Proven: "User 2 reached things of user 1 through every handler that was tried, and user 1's own lists show nothing of user 2.",
		Why:    "A handler lets user 2 through for something that user 1 has not: a role, an administrator's mark, an organisation. Whoever has it sees all users, those of other organisations as well.",
		Fix:    "Filter administrators by what they administer:\nif is_admin(ctx.user):\n    return {\"org\": ctx.user[\"org\"]}\nreturn {\"owner\": ctx.user.identity}",
		Sound:  "A user who may see all: name the role in authcheck.yaml (docs/people.md), or test with two plain users.",
		Tags:   []string{"OWASP API1:2023", "OWASP API5:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "identity-not-unique", Verdict: Fail, Title: "Users share one identity",
		Proven: "The server remembers both users as the same owner, and user 2 reached everything of user 1. As a warning: what it remembers is a part only of a user's address or ID, which another user may have as well.",
		Why:    "The filter is by something that many users have (a role, a mail domain, a prefix of the token), so it keeps nobody apart; or by something that several may come to have: ann@one.example and ann@two.example are both ann.",
		Fix:    "Return the provider's ID of the user as the identity:\nreturn {\"identity\": user[\"id\"], \"is_authenticated\": True}",
		Sound:  "Teams that share everything on purpose: name users of two teams in authcheck.yaml (docs/people.md). As a warning: a provider whose users all have addresses of one domain.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "CWE-287", "ASVS 8.2.2"}},
	{Code: AnswerCached, Verdict: Fail, Title: "A cache gives one user's answers to others",
		Proven: "User 2, or a caller without a token, was given user 1's thread after user 1 had asked for it at the same address, or with the same Idempotency-Key, and was refused it otherwise.",
		Why:    "Something in front of the server (a proxy, a content network, a middleware) keeps answers by their address, or by a key of the client's, alone: whoever asks for it next gets what the last user was shown.",
		Fix:    "Keep nothing of a request with an Authorization header in a shared cache (RFC 9111, 3.5), and say so in every answer:\nCache-Control: private, no-store",
		Tags:   []string{"OWASP API8:2023", "CWE-524", "ASVS 14.3.2"}},
	{Code: "owner-spoofed", Verdict: Fail, Under: []string{"no-auth"}, Title: "Users can create things in another user's name",
		Proven: "Something that user 2 created appeared among user 1's things, or is recorded as user 1's.",
		Why:    "The owner is taken from what the client sends, so anybody can plant conversations for somebody else, or read by naming them.",
		Fix:    "Overwrite the owner; never setdefault it, nor take it from a configuration:\nvalue.setdefault(\"metadata\", {})[\"owner\"] = ctx.user.identity",
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
	{Code: "list-widened", Verdict: Fail, Title: "A parameter of a list shows others' things",
		Proven: "User 2 asked a list for more than their own, by a parameter that the server documents, and found or counted user 1's things.",
		Why:    "The handler leaves its filter out, or takes the client's, where that is asked for.",
		Fix:    "Take whose things are listed from the token alone, whatever is asked for:\nreturn {\"owner\": ctx.user.identity}",
		Sound:  people,
		Tags:   []string{"OWASP API1:2023", "OWASP API3:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "id-spelled-otherwise", Verdict: Fail, Title: "Another spelling of an ID passes the check",
		Proven: "User 2 was refused user 1's thread, and was given it where its ID was spelled otherwise: without dashes, in upper case, in braces or as a URN.",
		Why:    "A middleware or a handler compares the ID of the path as a text, and LangGraph reads it as a UUID: what the table of owners does not know is let through.",
		Fix:    "Compare what the text stands for, and refuse what has no owner; better, leave the path alone and let LangGraph filter:\n" + sprintf(ownerFilter, "threads"),
		Tags:   []string{"OWASP API1:2023", "CWE-639", "CWE-180", "ASVS 8.2.2"}},
	{Code: "identity-from-client", Verdict: Fail, Title: "The identity is taken from a header or parameter",
		Proven: "A caller who sent user 1's ID in common identity headers saw user 1's thread.",
		Why:    "Anybody can send a header. The token is what proves who somebody is.",
		Fix:    "Take the identity from the verified token only:\nreturn {\"identity\": user[\"id\"], \"is_authenticated\": True}",
		Tags:   []string{"OWASP API2:2023", "CWE-290", "ASVS 8.2.2"}},
	{Code: "published-writable", Verdict: Fail, Title: "Users change what others have published",
		Proven: "User 2 changed something of user 1's once user 1 had published it in its metadata, and could not before.",
		Why:    "One filter serves reading and writing: who may see what is public may change it as well, and everybody who uses it gets what was written there (an assistant's instructions, for one).",
		Fix:    "Let what is published be read and searched, and filter by the owner alone in the handlers for update, delete and create_run:\n@auth.on.assistants.update\n@auth.on.assistants.delete\nasync def write(ctx, value):\n    return {\"owner\": ctx.user.identity}",
		Sound:  "Things that everybody may edit on purpose, as a wiki's pages: allow it in authcheck.yaml (docs/people.md).",
		Tags:   []string{"OWASP API1:2023", "OWASP API5:2023", "CWE-639", "CWE-863", "ASVS 8.2.1"}},
	{Code: "identity-from-profile", Verdict: Fail, Title: "The identity is taken from a field that users can edit",
		Proven: "User 2 wrote user 1's ID, user 1's own values or an admin's role into their own profile, logged in again, and saw user 1's thread.",
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
		Fix:    "Refuse assistants that are not public in the handler for new runs:\nauth.on(\"threads:create_run\", ({ value, user }) => {\n  if (!PUBLIC.has(value.assistant_id)) {\n    throw new HTTPException(403, { message: \"not yours\" });\n  }\n  return { owner: user.identity };\n});",
		Sound:  "Servers without private assistants.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "store-shared", Verdict: Warn, Title: "The store is shared by all users",
		Proven: "User 2 reached user 1's store items.",
		Why:    "The tutorial's handler does not cover the store: metadata filters have no effect there, so every user reads, overwrites, deletes and lists everybody's items.",
		Fix:    ownNamespace,
		Sound:  "Refusing namespaces that do not begin with the user's ID; denying the store to everybody.",
		Tags:   []string{"OWASP API1:2023", "CWE-639", "CWE-862", "ASVS 8.2.2"}},
}

var otherExplanations = []Explanation{
	{Code: "route-open", Verdict: Fail, Each: true, Title: "A route is open to everybody",
		Proven: "A route outside the LangGraph API showed a caller without a token data of one of the users, or let the caller in where something may change.",
		Why:    "Custom routes are not behind the authenticate handler unless langgraph.json says so.",
		Fix:    "Switch it on in langgraph.json:\n\"http\": {\"app\": \"…\", \"enable_custom_route_auth\": true}",
		Keys:   []Key{{OwnApp, nil}, {OwnRoutesAuth, on}},
		Sound:  "Lists that are public on purpose: --skip 'routes.get:/path/*'. Pages that are the same for everybody and have nobody's data are no finding.",
		Tags:   []string{"OWASP API9:2023", "CWE-862", "ASVS 8.2.1"}},
	{Code: UIRoute, Verdict: Fail, Each: true, Title: "A route below /ui is open to everybody",
		Proven: "GET of a route of your own that begins with /ui showed a caller without a token what is not public.",
		Why:    "LangGraph serves GET /ui* to anybody, for its own pages, also with enable_custom_route_auth.",
		Fix:    "Give the route another path, and have the routes of your own ask for a login:\n\"http\": {\"app\": \"…\", \"enable_custom_route_auth\": true}",
		Keys:   []Key{{OwnApp, nil}},
		Tags:   []string{"OWASP API9:2023", "CWE-862", "ASVS 8.2.1"}},
	{Code: "route-not-owned", Verdict: Fail, Each: true, Title: "A route of your own shows one user's data to another",
		Proven: "User 2 asked a route outside the LangGraph API for user 1's things, and got them.",
		Why:    "Such a route asks who is logged in, and not whose the thread, the user or the file is that it is asked for; its own calls of the server pass all handlers by.",
		Fix:    "Ask for what belongs to the caller, with the caller's own token:\ntoken = request.headers[\"authorization\"]\nclient = get_client(headers={\"Authorization\": token})\nthread = await client.threads.get(thread_id)  # 404 for others",
		Sound:  "Lists that all users may see, such as a directory of the team: --skip 'routes.get:/path/other-user'.",
		Keys:   []Key{{OwnApp, nil}},
		Tags:   []string{"OWASP API1:2023", "CWE-639", "ASVS 8.2.2"}},
	{Code: "login-given", Verdict: Fail, Each: true, Title: "A route gives out what works as a login",
		Proven: "Something in a route's answer to a caller without a token was let in by POST /threads/search, where the same with another end was not; or something in its answer to user 2 showed what is user 1's. As a warning: it seems to be meant for guests.",
		Why:    "A login for development, a page that shows the environment, or a log with headers in it makes whoever asks a user, or the service itself.",
		Fix:    "Take the route out of what is deployed, or have it ask for a login of an administrator; then replace what it has shown.",
		Sound:  "Sessions for visitors: --skip 'routes.get:/path/no-token'.",
		Keys:   []Key{{OwnApp, nil}, {OwnRoutesAuth, on}},
		Tags:   []string{"OWASP API2:2023", "OWASP API8:2023", "CWE-489", "CWE-522", "CWE-200", "ASVS 14.2.4"}},
	{Code: "secrets-shown", Verdict: Warn, Each: true, Title: "A route shows what looks like keys or tokens",
		Proven: "An answer to a caller without a token, or the same answer to both users, has values under names such as api_key, token or secret, or JSON web tokens. None of them let anybody in here, as far as it was tried; they may open something else.",
		Why:    "Pages that show the environment, the configuration or a log show what is in it: keys of models, of databases, of other services.",
		Fix:    "Take the route out of what is deployed, show names only, and replace what it has shown.",
		Sound:  "Keys that are made for browsers: --skip 'routes.get:/path/no-token'.",
		Keys:   []Key{{OwnApp, nil}, {OwnRoutesAuth, on}},
		Tags:   []string{"OWASP API8:2023", "CWE-200", "CWE-522", "ASVS 14.2.4"}},
	{Code: "development-server-exposed", Verdict: Fail, Title: "The development server is reachable by others",
		Proven: "Without a token, GET /internal/debug/thread/{thread_id} showed user 1's thread, GET /deploy said how to deploy, or the Studio header let a caller in, at an address other than this machine's own. At addresses of a private network it is a warning.",
		Why:    "`langgraph dev` has routes that no handler guards: whoever reaches it reads any thread, and can delete and start things.",
		Fix:    "Deploy with `langgraph build` or `langgraph up`, or bind the development server to this machine:\nlanggraph dev --host 127.0.0.1",
		Tags:   []string{"OWASP API9:2023", "OWASP API8:2023", "CWE-489", "CWE-306"}},
	{Code: "development-routes", Verdict: Note, Title: "The development server's own routes need no login",
		Proven: "A route under /internal answered a caller without a token.",
		Why:    "`langgraph dev` shows any thread to anybody there. A deployed server does not have these routes.",
		Fix:    "Do not expose `langgraph dev` beyond your own machine.",
		Tags:   []string{"OWASP API9:2023"}},
	{Code: "open-routes", Verdict: Note, Title: "Status and documentation are open",
		Proven: "/ok, /info, /metrics, /docs, /openapi.json or a page that has nobody's data answered a caller without a token.",
		Why:    "They tell the version and the operations; nobody's data.",
		Fix:    "Nothing has to be done. \"http\": {\"disable_meta\": true} switches them off.",
		Tags:   []string{"OWASP API9:2023"}},
	{Code: SetUpFailed, Verdict: Error, Title: "User 1 could not get started",
		Proven: "The server refused the thread that everything else is tried on.",
		Why:    "Without a thread of user 1's there is nothing that others could be kept from: only the login was tried.",
		Fix:    "`authcheck doctor` says what is in the way: a token that the server does not take, or a user who may not create threads.",
		Tags:   []string{}},
	{Code: "token-refused", Verdict: Error, Title: "A user's own token is refused",
		Proven: "The server answered 401 to what that user may do.",
		Why:    "Where a user is not let in, there is nothing to compare a denial with: nothing was proven.",
		Fix:    "Give tokens that have not expired, of the provider that the server's handler asks, without quotes around them; authcheck doctor tells which link is broken.",
		Tags:   []string{}},
	{Code: OverBlocked, Verdict: Fail, Denial: true, Title: "What the policy allows is denied",
		Proven: "A user whom the policy allows to reach another's things could not, although their owner could.",
		Why:    "People who should work together can't, and whoever is in a hurry takes the filter out altogether.",
		Fix:    teamFilter,
		Sound:  "A server that is stricter than an old policy.",
		Tags:   []string{}},
	{Code: "undecided", Verdict: Error, Title: "Some checks could not be decided",
		Proven: "The server gave no usable answer.",
		Why:    "What was not answered was not proven: this is no pass.",
		Fix:    "See in the server's log that it is up, not overloaded, and crashes on no call of its users (a handler may not expect metadata that is null, as Aegra gives it); then run authcheck again. --request-timeout gives it more time.",
		Tags:   []string{}},
}

// OverBlocked is the finding about what a policy allows and the server denies.
const OverBlocked = "over-blocked"

// CrashAsDenial is the finding about callers whom nothing but a crash keeps out.
const CrashAsDenial = "crash-as-denial"

// Codes of the findings that are about acceptances.
const (
	AcceptanceExpired = "acceptance-expired"
	AcceptanceUnused  = "acceptance-unused"
)

var acceptanceExplanations = []Explanation{
	{Code: AcceptanceExpired, Verdict: Warn, Housekeeping: true, Title: "An acceptance has run out",
		Proven: "The last day of an acceptance is over: its finding counts again.",
		Why:    "The finding was to be lived with for a time, and that time is over.",
		Fix:    "Fix the finding, or decide anew, in authcheck.yaml or with\n--accept 'CODE=reason;until=DATE'",
		Tags:   []string{}},
	{Code: AcceptanceUnused, Verdict: Warn, Housekeeping: true, Title: "An acceptance is not needed",
		Proven: "A finding is accepted that this run, which tried everything, did not make.",
		Why:    "What stays accepted after it was fixed hides the same mistake when it comes back.",
		Fix:    "Remove it from authcheck.yaml or from the command line.",
		Tags:   []string{}},
}

// IsHousekeeping tells the findings that are about acceptances, not about the server.
func IsHousekeeping(code string) bool {
	known, _ := Explain(code)
	return known.Housekeeping
}
