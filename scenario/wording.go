package scenario

import (
	"strings"

	"authcheck/langgraph"
)

// brief words an answer in a few words: "404 Not Found".
func (a answer) brief() string {
	switch {
	case a.resp == nil:
		return "no answer"
	case a.told("error"):
		return statusText(a.resp.Status) + " with an error event"
	case a.told("close"):
		return "closed by the server"
	case a.resp.OK() && isError(a.resp.Body):
		return statusText(a.resp.Status) + " with an error inside"
	}
	return statusText(a.resp.Status)
}

// told tells the type of the last event of a stream.
func (a answer) told(kind string) bool {
	n := len(a.resp.Events)
	return n > 0 && a.resp.Events[n-1].Type == kind
}

// described words an answer as httpx does.
func (a answer) described() string {
	if a.resp == nil {
		return "no answer"
	}
	text := langgraph.Describe(a.resp.Status, a.resp.URL)
	switch {
	case a.told("error"):
		text += " with an error event"
	case a.told("close"):
		text = "WebSocket closed by the server for url '" + a.resp.URL + "'"
	case a.resp.OK() && isError(a.resp.Body):
		text += " with an error inside"
	}
	return text
}

// isPage tells a web page from an answer of the API: a gateway's login form, for one.
func isPage(a answer) bool {
	return a.resp != nil && strings.HasPrefix(a.resp.Header.Get("Content-Type"), "text/html")
}

// ok tells whether a call of our own worked.
func (a answer) ok() bool { return a.err == nil && a.resp != nil && a.resp.OK() }

// why says in a few words how a call of our own failed.
func (a answer) why() string {
	switch {
	case a.err != nil:
		return "no usable answer to " + a.op.Method + " " + a.op.Path
	default:
		return "the server answered " + statusText(a.resp.Status) + " to User 1's own " + a.op.Method + " " + a.op.Doc
	}
}

func statusText(status int) string {
	text := strings.SplitN(langgraph.Describe(status, ""), "'", 3)
	return text[1]
}
