package transcript

import (
	"strings"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// Brief words an answer in a few words: "404 Not Found".
func (e Exchange) Brief() string {
	r := e.Response
	switch {
	case r == nil:
		return "no answer"
	case r.Cut && r.OK():
		return StatusText(r.Status) + ", cut"
	case r.told("error"):
		return StatusText(r.Status) + " with an error event"
	case r.told("close"):
		return "closed by the server"
	case r.OK() && (isError(r.Body) || failedInside(r.Body)):
		return StatusText(r.Status) + " with an error inside"
	}
	return StatusText(r.Status)
}

// Described words an answer as httpx does.
func (e Exchange) Described() string {
	r := e.Response
	if r == nil {
		return "no answer"
	}
	text := langgraph.Describe(r.Status, r.URL)
	switch {
	case r.told("error"):
		return text + " with an error event"
	case r.told("close"):
		return "WebSocket closed by the server for url '" + r.URL + "'"
	case r.OK() && (isError(r.Body) || failedInside(r.Body)):
		return text + " with an error inside"
	}
	return text
}

// told tells the type of the last event of a stream.
func (r *Response) told(kind string) bool {
	n := len(r.Events)
	return n > 0 && r.Events[n-1].Type == kind
}

// Why says in a few words how a call of our own failed.
func (e Exchange) Why(path string) string {
	if e.Response == nil {
		return "no usable answer to " + e.Request.Method + " " + path
	}
	whose := "User 1"
	if who := catalog.IdentityNamed(e.Identity); who.Login == catalog.OtherUser {
		whose = who.Title
	}
	return "the server answered " + StatusText(e.Response.Status) + " to " + whose + "'s own " + e.Request.Method + " " + path
}

// StatusText words a status: "404 Not Found".
func StatusText(status int) string {
	return strings.SplitN(langgraph.Describe(status, ""), "'", 3)[1]
}
