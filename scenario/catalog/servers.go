package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Server is what is different on a kind of server, by the ID that langgraph.Servers gives it.
type Server struct {
	ID       string
	Never    map[string]string // operations that are not sent there, and why
	ByConfig bool              // a user has one assistant for a graph and a configuration
	BareRuns bool              // the thread of a stateless run shows nothing of the run
	Words    []string          // of explanations, each followed by what it is there
	Handlers string            // the lines of a handler there that lets owners in, for "%s"; "" for those of Python
}

// nullMetadata is what crashes the tutorial's handler on Aegra, and what does not.
const nullMetadata = `metadata is null where a client sends none: write value["metadata"] = {**(value.get("metadata") or {}), "owner": ctx.user.identity}`

// servers are the kinds that differ from langgraph dev in more than what they lack.
var servers = []Server{
	{ID: Aegra, ByConfig: true, BareRuns: true, // recorded from aegra-api 0.11.0
		Never: map[string]string{"threads.prune": "this server prunes what has expired, whatever is asked for: never sent"},
		Words: []string{
			"Name your handlers in langgraph.json and restart the server:", "Name your handlers in aegra.json and restart the server. The log says whether it loaded them: " +
				"a module that cannot be loaded is left out, and everybody is let in:",
			"langgraph.json", "aegra.json",
			"a handler may not expect metadata that is null, as Aegra gives it", nullMetadata,
			"if not authorization:", `if not headers.get("authorization"):`,
			`value.setdefault("metadata", {}).update(
        owner=ctx.user.identity, team=team_of(ctx.user))`, `value["metadata"] = {**(value.get("metadata") or {}),
        "owner": ctx.user.identity, "team": team_of(ctx.user)}`,
			`value.setdefault("metadata", {})["owner"] = ctx.user.identity`, `value["metadata"] = {**(value.get("metadata") or {}),
        "owner": ctx.user.identity}`,
			ownNamespace, "Aegra puts users/<identity> in front of every namespace itself: give each user an identity of their own, and look at store.scopes in aegra.json.",
			`    config = value["kwargs"].get("config", {})
    config.get("configurable", {}).pop("thread_id", None)
    return {"owner": ctx.user.identity}`, `    config = value.get("config") or {}
    given = config.get("configurable") or {}
    own = {**given, "thread_id": value["thread_id"]}
    # Aegra takes changes from what is returned:
    return {"config": {**config, "configurable": own}}`,
			`    config = value["kwargs"].setdefault("config", {})
    own = config.setdefault("configurable", {})
    own["user_id"] = ctx.user.identity
    return {"owner": ctx.user.identity}`, `    config = value.get("config") or {}
    given = config.get("configurable") or {}
    own = {**given, "user_id": ctx.user.identity}
    # Aegra takes changes from what is returned:
    return {"config": {**config, "configurable": own}}`,
		}},
	{ID: javaScript, Words: javaScriptWords, Handlers: `auth.on("%s", ({ value, user }) => {
  value.metadata = { ...value.metadata, owner: user.identity };
  return { owner: user.identity };
});`},
}

// Aegra is the ID of the open-source server of that name, which has operations of its own.
const Aegra = "aegra"

// ServerNamed is the row of a kind; where there is none, nothing differs.
func ServerNamed(id string) Server {
	if i := slices.IndexFunc(servers, func(s Server) bool { return s.ID == id }); i >= 0 {
		return servers[i]
	}
	return Server{ID: id}
}

// serverNames are those of kinds that people call otherwise than reports do.
var serverNames = map[string]string{Aegra: "Aegra", "compatible": "unknown compatible server"}

// ServerTitle names a server for people, as far as it is known: its kind's ID, its version,
// and how it is run. "langgraph-api 0.16.7, development server".
func ServerTitle(id, version, host string) string {
	title := strings.TrimSpace(cmp.Or(serverNames[id], id) + " " + version)
	if title != "" && host != "" {
		title += ", "
	}
	return title + host
}

// Say words an explanation as it is true there.
func (s Server) Say(text string) string {
	if s.Handlers != "" {
		text = ownerHandler.ReplaceAllStringFunc(text, func(handler string) string {
			on := strings.Trim(ownerHandler.FindStringSubmatch(handler)[1], ".")
			return sprintf(s.Handlers, cmp.Or(strings.Replace(on, ".", ":", 1), "*"))
		})
	}
	return strings.NewReplacer(s.Words...).Replace(text)
}

// ownerHandler finds the handlers that let owners in, and what each is of.
var ownerHandler = regexp.MustCompile(`@auth\.on([a-z_.]*)
` + regexp.QuoteMeta(strings.SplitN(ownerFilter, "\n", 2)[1]))
