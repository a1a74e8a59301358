package catalog

import "strings"

// OfConnection are headers that say who somebody is, named as those of one connection: a proxy
// takes such headers away after it has set them (RFC 9110, 7.6.1).
const OfConnection = "close, X-User-Id, X-User, X-User-Email, X-User-Role, X-Forwarded-User, X-Forwarded-Email, X-Auth-Request-User, X-Auth-Request-Email, " +
	"X-Remote-User, Remote-User, X-Authenticated-User, X-Identity, X-Owner, X-Tenant-Id, X-Org-Id, X-Workspace-Id, X-Forwarded-For"

// otherwiseOperations are plain reads and searches, written as what stands in front, or a
// handler, may take for something else.
var otherwiseOperations = []Operation{
	leadingUp("public"), leadingUp("ok"), leadingUp("docs"), leadingUp("static"),
	{ID: "threads.search-as-text", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: newest, Form: &FormBody{Type: PlainText}, Oracle: List, Only: byOutsider, Control: "threads.search", Plain: []string{"threads.search"},
		Optional: true, Deep: true, Crossing: writtenOtherwise},
	{ID: "threads.search-many", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: func(v *Values) any { return with(newest(v), "limit", 1000) }, Oracle: List, Only: byOtherUser, Control: "threads.search",
		Plain: []string{"threads.search"}, Optional: true, Deep: true},
	{ID: "threads.get-switched", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Header: switched("true"), Query: switchParameters("1"), Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get"},
		Deep: true, Crossing: "switch-honoured"},
	{ID: "threads.get-unnamed", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Header: map[string]string{"Connection": "{of_connection}"}, Oracle: Read, Only: byOtherUser, Control: "threads.get", Plain: []string{"threads.get"},
		Optional: true, Deep: true, Crossing: writtenOtherwise},
	{ID: "threads.get-by-host", Answer: threadItself("thread"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Doc: "/threads/{thread_id}",
		Header: map[string]string{hostForm: "{host_of_1}", "X-Forwarded-Host": "{host_of_1}"}, Oracle: Read, Only: byOtherUser, Control: "threads.get",
		Plain: []string{"threads.get"}, Optional: true, Deep: true, Crossing: "identity-from-client"},
	{ID: "threads.create-again", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Header: onceOnly, Body: func(v *Values) any { return object{"metadata": meta(v)} }, Oracle: Read, Creates: Thread, Only: byOtherUser, Control: "threads.create",
		Deep: true, Crossing: AnswerCached, Transfer: &Operation{Method: "POST", Path: "/threads", Doc: "/threads", Header: onceOnly, Creates: Thread, Answer: objectOf("thread_id"),
			Body: func(v *Values) any { return object{"metadata": meta(v)} }}},
	{ID: "threads.get-kept", Answer: threadItself("thread_s"), Resource: "threads", Action: "read", Method: "GET", Path: asAsset, Doc: "/threads/{thread_id}",
		Oracle: Read, Only: byOutsider, Control: "threads.get", Plain: []string{"threads.get"}, Deep: true, Crossing: AnswerCached,
		Transfer: &Operation{Method: "GET", Path: asAsset, Doc: "/threads/{thread_id}"}, Times: 3},
}

// writtenOtherwise is the finding about requests that are taken for others.
const writtenOtherwise = "request-misread"

// onceOnly has a service answer the second of two requests with the answer to the first.
var onceOnly = map[string]string{"Idempotency-Key": "{tag}"}

// asAsset ends like a file that is the same for everybody.
const asAsset = "/threads/{thread_s}?v=app.css"

// leadingUp is a search by a way that begins at a place which needs no login.
func leadingUp(place string) Operation {
	return Operation{ID: "threads.search-beside-" + place, Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST",
		Path: "/" + place + "/../threads/search", Doc: "/threads/search", Body: func(v *Values) any { return with(newest(v), "limit", 10) }, Oracle: List, Only: byNobody, Control: "threads.search",
		Plain: []string{"threads.search"}, Crossing: writtenOtherwise}
}

// diverts tells an operation that names the server otherwise: what stands in front may take the
// request for another one.
func (o Operation) diverts() bool { return o.Header[hostForm] != "" }

// MayDivert tells who or what may be answered by something else than the server.
func MayDivert(o Operation, id Identity) bool { return id.Diverts || o.diverts() }

// LeadsUp tells a row whose own path leads up on purpose.
func (o Operation) LeadsUp() bool { return strings.Contains(o.Path, "/../") }
