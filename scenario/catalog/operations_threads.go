package catalog

import "strings"

var (
	byOtherUser = []string{"other-user"}
	byNobody    = []string{"no-token"}
	byOutsider  = []string{"other-user", "no-token"}
)

// claims are the headers in which gateways and careless handlers carry an identity.
var claims = map[string]string{
	"X-User-Id": "{subject}", "X-User": "{subject}", "X-Forwarded-User": "{subject}", "X-Auth-User": "{subject}",
	"X-Authenticated-User": "{subject}", "X-Auth-Request-User": "{subject}", "X-Remote-User": "{subject}", "Remote-User": "{subject}",
	"X-Owner": "{owner}", "X-Owner-Id": "{owner}", "X-User-Identity": "{subject}", "X-Identity": "{subject}",
	"X-Subject": "{subject}", "X-Impersonate-User": "{subject}", "X-Act-As": "{subject}", "X-View-As": "{subject}", "X-On-Behalf-Of": "{subject}", "Sudo": "{subject}",
	"X-User-Email": "{email}", "X-Forwarded-Email": "{email}", "X-Auth-Request-Email": "{email}",
	"X-Tenant-Id": "{group}", "X-Tenant": "{group}", "X-Org-Id": "{group}", "X-Org": "{group}", "X-Organization-Id": "{group}", "X-Organization": "{group}",
	"X-Organisation-Id": "{group}", "X-Organisation": "{group}", "X-Workspace-Id": "{group}", "X-Workspace": "{group}", "X-Team-Id": "{group}", "X-Team": "{group}",
	"X-Company-Id": "{group}", "X-Group": "{group}", "X-Account-Id": "{owner}",
	"X-Role": "{role}", "X-User-Role": "{role}", "X-Roles": "{role}", "X-Is-Admin": "true",
	"Remote-Groups": "admin,admins", "X-Forwarded-Groups": "admin,admins", "X-Auth-Request-Groups": "admin,admins",
	"Cookie": "user_id={subject}; user={subject}; identity={subject}; impersonate={subject}; act_as={subject}; workspace={group}; team={group}; org={group}; tenant_id={group}",
}

// claimsInQuery are their like in the query.
var claimsInQuery = map[string]string{"user_id": "{subject}", "owner": "{owner}", "tenant_id": "{group}", "workspace": "{group}", "workspace_id": "{group}",
	"org_id": "{group}", "org": "{group}", "team": "{group}", "team_id": "{group}", "impersonate": "{subject}", "as": "{subject}", "act_as": "{subject}", "view_as": "{subject}", "on_behalf_of": "{subject}", "sudo": "{subject}",
	"role": "{role}", "admin": "true", "is_admin": "true"}

// aYear is a time to live, in minutes: longer than anything of a run stays.
const aYear = 365 * 24 * 60

var threadOperations = []Operation{
	{ID: "threads.create", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: func(v *Values) any { return object{"metadata": meta(v)} }, Oracle: Create, Creates: Thread},
	{ID: "threads.take-over", Answer: threadItself("thread"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: func(v *Values) any {
			return object{"thread_id": v.Text("thread"), "if_exists": "do_nothing", "metadata": meta(v)}
		},
		Oracle: Read},
	{ID: "threads.search", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: newest, Oracle: List, Sample: true, Variants: true},
	{ID: "threads.search-ids", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any { return object{"ids": []string{v.Text("thread")}} }, Oracle: List, Only: byOtherUser,
		Control: "threads.search", Plain: []string{"threads.search"}},
	{ID: "threads.search-as-listed", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any { return v.Object("listed") }, Oracle: List, Except: outsiders,
		Plain: []string{"threads.search", "threads.search-ids", "threads.search-metadata"}},
	{ID: "threads.list", Answer: Shape{Type: AList, Field: "thread_id", In: "threads"}, Resource: "threads", Action: "search", Method: "GET", Path: "/threads", Doc: "/threads",
		Oracle: List, Servers: []string{Aegra}, Optional: true},
	{ID: "threads.search-metadata", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: tagged, Oracle: List, Deep: true},
	{ID: "threads.search-as-owner", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: taggedAsOwned, Oracle: List, Only: byOtherUser, Control: "threads.search", Plain: []string{"threads.search", "threads.search-metadata"},
		Crossing: "filter-override"},
	{ID: "threads.search-on-behalf", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any {
			return object{"metadata": object{"authcheck": v.Text("tag"), "on_behalf_of": v.Text("owner")}}
		}, Oracle: List, Only: byOtherUser,
		Control: "threads.search-metadata", Plain: []string{"threads.search-metadata"}, Crossing: "filter-override", Deep: true},
	{ID: "threads.search-odd", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body:   func(v *Values) any { return object{"metadata": merged(odd, object{"authcheck": v.Text("tag")})} },
		Oracle: List, Only: byOtherUser, Control: "threads.search-metadata", Plain: []string{"threads.search-metadata"}, Deep: true},
	{ID: "threads.search-page", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any { return with(with(newest(v), "offset", 1), "status", "idle") }, Oracle: List, Only: byOtherUser,
		Control: "threads.search", Plain: []string{"threads.search", "threads.search-metadata"}},
	{ID: "threads.search-select", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any {
			return with(with(newest(v), "select", []string{"thread_id", "metadata", "values"}), "status", "busy")
		}, Oracle: List, Only: byOtherUser,
		Control: "threads.search", Plain: []string{"threads.search", "threads.search-metadata"}, Deep: true},
	{ID: "threads.count", Answer: aCount, Resource: "threads", Action: "search", Method: "POST", Path: "/threads/count", Doc: "/threads/count",
		Body: tagged, Oracle: Count},
	{ID: "threads.get", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Oracle: Read, Sample: true},
	{ID: "threads.patch", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Body: signed, Oracle: Write, Effect: Effect{Readback: "thread_w"}},
	{ID: "threads.join", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Body: joined, Oracle: Write, Effect: Effect{Readback: "thread_w"}, Only: byOtherUser, Control: "threads.patch", Plain: []string{"threads.patch"}, Deep: true},
	{ID: "threads.patch-plain", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Body:   func(*Values) any { return object{"ttl": object{"strategy": "delete", "ttl": aYear}} },
		Oracle: Write, Effect: Effect{Readback: "thread_w"}, Only: byOtherUser, Control: "threads.patch", Plain: []string{"threads.patch"}, Deep: true},
	{ID: "threads.copy", Answer: objectOf("thread_id"), Resource: "threads", Action: "read", Method: "POST", Path: "/threads/{thread_s}/copy", Doc: "/threads/{thread_id}/copy",
		Oracle: Read, Creates: Thread},
	{ID: "threads.storage", Answer: objectOf("thread_id"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/storage", Doc: "/threads/{thread_id}/storage",
		Oracle: Access},
	{ID: Claiming, Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Header: claims, Query: claimsInQuery, Oracle: Read, Only: byOutsider,
		Control: "threads.get", Plain: []string{"threads.get", "threads.get-switched"}, Crossing: "identity-from-client"},
	{ID: "threads.get-by-cookie", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Header: map[string]string{"Cookie": "{cookies}"}, Oracle: Read, Only: byOutsider,
		Control: "threads.get", Plain: []string{"threads.get"}, Optional: true, Crossing: "identity-from-client"},
	{ID: "threads.get-head", Resource: "threads", Action: "read", Method: "HEAD", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Oracle: Read, Only: byNobody, Control: "threads.get", Plain: []string{"threads.get"}},
	{ID: "threads.get-encoded", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/%74hread%73/{thread}", Doc: "/threads/{thread_id}",
		Oracle: Read, Only: byNobody, Control: "threads.get", Plain: []string{"threads.get"}},
	{ID: "threads.get-lookalike", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Doc: "/threads/{thread_id}",
		Path:   "/threads/{thread}?from=/health,/docs,/openapi.json,/public/,/static/,/login,/webhooks/,/hooks/,/callback,/.well-known/,.css,.js&to=/ok",
		Oracle: Read, Only: byNobody, Control: "threads.get", Plain: []string{"threads.get"}},
	{ID: "threads.get-reversed", Answer: threadItself("thread_of_2"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_of_2}",
		Doc: "/threads/{thread_id}", Oracle: Access, Only: []string{"reversed"}, Control: "threads.get"},
	{ID: "threads.plant", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body:   func(v *Values) any { return object{"metadata": meta(v, v.Object("planted"))} },
		Oracle: Write, Effect: Effect{Readback: "threads"}, Creates: Thread, Only: byOtherUser, Control: "threads.create",
		Plain: []string{"threads.search"}, Crossing: spoofed},
	{ID: "threads.plant-import", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: func(v *Values) any {
			return object{"metadata": meta(v, v.Object("planted"), object{"source": "import", "imported": true, "created_by": "system"})}
		},
		Oracle: Write, Effect: Effect{Readback: "threads"}, Creates: Thread, Only: byOtherUser, Control: "threads.create",
		Plain: []string{"threads.search", "threads.plant"}, Crossing: spoofed, Deep: true},
	{ID: "threads.give-away", Answer: threadItself("thread"), Resource: "threads", Action: "update", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get", "threads.patch"},
		Transfer: &Operation{Method: "PATCH", Path: "/threads/{thread}", Doc: "/threads/{thread_id}", Body: givenAway}, Crossing: "ownership-given-away"},
	{ID: "threads.get-published", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "GET", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get", "threads.patch", "threads.join"}, Deep: true,
		Transfer: &Operation{Method: "GET", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}"}}, // seen by user 1 as well, after user 2 has tried to publish it
	{ID: "threads.patch-odd", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Body: odder, Oracle: Write, Effect: Effect{Readback: "thread_w"}, Only: byOtherUser, Control: "threads.patch", Plain: []string{"threads.patch"}, Deep: true},
	{ID: "threads.patch-shared", Answer: threadItself("thread_w"), Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}",
		Body: signed, Oracle: Write, Effect: Effect{Readback: "thread_w"}, Only: byOtherUser, Control: "threads.patch", Plain: []string{"threads.patch", "threads.join"}, Deep: true,
		Transfer: &Operation{Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}", Body: sharing},
		Restore:  &Operation{Method: "PATCH", Path: "/threads/{thread_w}", Doc: "/threads/{thread_id}", Body: unsharing}, Crossing: "published-writable"},
	{ID: "threads.prune", Answer: done, Resource: "threads", Action: "delete", Method: "POST", Path: "/threads/prune", Doc: "/threads/prune",
		Body:   func(v *Values) any { return object{"thread_ids": []string{v.Text("thread_p")}} },
		Oracle: Delete, Effect: Effect{Readback: "threads", Object: "thread_p", Alone: "thread_p"}},
	{ID: "threads.delete", Answer: done, Resource: "threads", Action: "delete", Method: "DELETE", Path: "/threads/{thread_d}", Doc: "/threads/{thread_id}",
		Oracle: Delete, Effect: Effect{Readback: "threads", Object: "thread_d", Alone: "thread_d"}},
}

// spelledOperations ask for a thread by its ID in other spellings that LangGraph takes: code that
// compares texts may not know it again.
var spelledOperations = []Operation{
	spelledThread("bare", "{thread_bare}"),
	spelledThread("upper", "{thread_upper}"),
	spelledThread("braced", "{thread_braced}"),
	spelledThread("urn", "{thread_urn}"),
	spelledThread("percent", "%{thread_first}{thread_rest}"),
}

func spelledThread(name, id string) Operation {
	return Operation{ID: "threads.get-" + name, Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/" + id,
		Doc: "/threads/{thread_id}", Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get"}, Optional: true, Deep: true,
		Crossing: "id-spelled-otherwise"}
}

// reversedOperations are what user 1 tries with things that user 2 has made for controls anyway: user 1
// may be the one who sees too much.
var reversedOperations = []Operation{
	reversed("threads.state", objectOf("values"), "/threads/{thread_of_2}/state", "/threads/{thread_id}/state", nil),
	reversed("assistants.get", assistantItself("assistant_of_2"), "/assistants/{assistant_of_2}", "/assistants/{assistant_id}", nil),
	reversed("crons.get", cronItself("cron_of_2"), "/runs/crons/{cron_of_2}", "/runs/crons/{cron_id}", nil),
	reversed("store.get", storeItem, "/store/items", "/store/items", itemQuery("dotted_of_2", "key_2")),
}

// reversed is an operation on a thing of user 2, as user 1 tries it.
func reversed(of string, answer Shape, path, doc string, query map[string]string) Operation {
	resource, _, _ := strings.Cut(of, ".")
	action, crossing := "read", ""
	if resource == "store" {
		action, crossing = "get", storeShared
	}
	return Operation{ID: of + "-reversed", Answer: answer, Resource: resource, Action: action, Method: "GET", Path: path, Query: query, Doc: doc,
		Oracle: Access, Only: []string{"reversed"}, Control: of, Optional: true, Deep: true, Crossing: crossing}
}

// AsEdited is user 2 reading user 1's thread after having written user 1's ID
// into the own profile.
var AsEdited = Operation{ID: "threads.get-as-edited", Answer: threadItself("thread_s"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}",
	Doc: "/threads/{thread_id}", Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get", "threads.get-kept"},
	Crossing: "identity-from-profile"}

// Claiming is user 2, or nobody, naming user 1 in headers and in the query.
const Claiming = "threads.get-claiming"

// AsEditedClaiming is the same with user 1 claimed in headers and query besides: a handler may look in
// the profile whether a claim is true.
var AsEditedClaiming = Operation{ID: "threads.get-as-edited-claiming", Answer: threadItself("thread_s"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}",
	Doc: "/threads/{thread_id}", Header: claims, Query: claimsInQuery, Oracle: Read, Only: byOtherUser, Control: "threads.get",
	Plain: []string{"threads.get", "threads.get-claiming", "threads.get-as-edited"}, Crossing: "identity-from-profile"}

var stateOperations = []Operation{
	{ID: "threads.state", Answer: objectOf("values"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/state", Doc: "/threads/{thread_id}/state", Oracle: Read},
	{ID: "threads.state-at", Answer: objectOf("values"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/state/{checkpoint}",
		Doc: "/threads/{thread_id}/state/{checkpoint_id}", Oracle: Read},
	{ID: "threads.state-checkpoint", Answer: objectOf("values"), Resource: "threads", Action: "read", Method: "POST", Path: "/threads/{thread_s}/state/checkpoint",
		Doc: "/threads/{thread_id}/state/checkpoint", Oracle: Read,
		Body: func(v *Values) any {
			return object{"checkpoint": object{"checkpoint_id": v.Text("checkpoint"), "checkpoint_ns": ""}}
		}},
	{ID: "threads.history", Answer: listOf("values"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/history", Doc: "/threads/{thread_id}/history", Oracle: Read},
	{ID: "threads.history-post", Answer: listOf("values"), Resource: "threads", Action: "read", Method: "POST", Path: "/threads/{thread_s}/history",
		Doc: "/threads/{thread_id}/history", Body: func(*Values) any { return object{"limit": 10} }, Oracle: Read},
	{ID: "threads.state-update", Answer: objectOf("checkpoint"), Resource: "threads", Action: "update", Method: "POST", Path: "/threads/{thread_w}/state",
		Doc: "/threads/{thread_id}/state", Oracle: Write, Effect: Effect{Readback: "state_w"},
		Body: func(v *Values) any { return object{"values": v.State(v.Text("marker")), "as_node": "__start__"} }},
	{ID: "threads.stream", Answer: stream, Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/stream", Query: map[string]string{"stream_modes": "state_update"},
		Doc: "/threads/{thread_id}/stream", Oracle: Stream},
	{ID: "threads.stream-events", Answer: stream, Resource: "threads", Action: "read", Method: "POST", Path: "/threads/{thread_s}/stream/events",
		Doc: "/threads/{thread_id}/stream/events", Oracle: Stream,
		Body: func(*Values) any { return object{"channels": []string{"values", "messages"}} }},
	{ID: "threads.socket", Answer: stream, Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread_s}/stream/events", Oracle: Stream, Socket: true,
		Body: func(*Values) any {
			return object{"id": 1, "method": "subscription.subscribe", "params": object{"channels": []string{"values"}}}
		}},
	{ID: "threads.commands", Answer: anyJSON, Resource: "threads", Action: "read", Method: "POST", Path: "/threads/{thread_s}/commands",
		Doc: "/threads/{thread_id}/commands", Oracle: Access,
		Body: func(*Values) any { return object{"id": 1, "method": "agent.getTree", "params": object{}} }},
}
