package transcript

import (
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Outcome is how an answer received its caller, before it is known who that was.
type Outcome int

// The outcomes.
const (
	NoAnswer   Outcome = iota // nothing usable: broken off, timed out, gateway gone, rate limit
	Denied                    // refused on purpose
	Crashed                   // refused by accident: 5xx
	Redirected                // sent elsewhere: neither denied nor let in
	Admitted                  // let in, without anything of user 1 in the answer
	Leaked                    // user 1's canary is in the answer
)

// gateway statuses say that nobody who could decide has answered: who refuses a request for
// its size has not looked at the caller.
var gateway = []int{http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge,
	http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// ofGateways are from here on, as those of content networks.
const ofGateways = 520

// classify tells what an answer is by its status. The canary decides before that does.
func (e Exchange) classify(canary string) Outcome {
	r := e.Response
	switch {
	case r == nil:
		return NoAnswer
	case r.shows(canary) && !e.quotes(canary):
		return Leaked
	case r.Quota:
		return Denied
	case slices.Contains(gateway, r.Status), r.Status >= ofGateways:
		return NoAnswer
	case r.Status >= 400 && e.IsPage():
		return NoAnswer // of something in front: the API says its refusals otherwise
	case r.Status >= 500:
		return Crashed
	case r.Status >= 400:
		return Denied
	case r.Status >= 300:
		return Redirected
	case r.Cut, e.endless():
		return NoAnswer
	case refusedInside(r):
		return Denied
	}
	return Admitted
}

// endless tells the answer of a route that is no event stream, and was hung up on before its
// end: what is not in it may have been yet to come.
func (e Exchange) endless() bool {
	_, _, route := catalog.SplitRoute(e.Operation)
	return route && e.Response.Open && !strings.HasPrefix(e.Response.ContentType, "text/event-stream")
}

// quotes tells whether a caller other than user 1 has sent the canary: then an answer may
// merely say what was asked for.
func (e Exchange) quotes(canary string) bool {
	return catalog.IdentityNamed(e.Identity).Login != catalog.Owner && strings.Contains(string(e.Request.Body), canary)
}

// shows tells whether the canary is in an answer, wherever.
func (r *Response) shows(canary string) bool {
	return canary != "" && r.anywhere(func(text string) bool { return strings.Contains(text, canary) })
}

// anywhere tells whether some text of an answer is of a kind: of its body, events and headers,
// or of what is encoded in these.
func (r *Response) anywhere(is func(text string) bool) bool {
	return is(r.Body) || is(r.More.Decoded) || slices.ContainsFunc(r.Events, func(event Event) bool { return is(event.Data) }) || slices.ContainsFunc(r.More.Headers, is)
}

// Leaks tells whether user 1's canary is in an answer.
func (f Facts) Leaks(e Exchange) bool { return e.classify(f.Canary) == Leaked }

// refusedInside finds a denial inside a 200: an SSE `event: error`, a JSON-RPC
// error, a protocol answer of type "error", a WebSocket that was closed on us.
func refusedInside(r *Response) bool {
	for _, event := range r.Events {
		if event.Type == "error" || event.Type == "close" || event.Type == "message" && isError(event.Data) {
			return true
		}
	}
	return len(r.Events) == 0 && isError(r.Body)
}

func isError(body string) bool {
	if !beginsObject(body) {
		return false
	}
	value, _ := JSON(body)
	fields, _ := value.(map[string]any)
	_, failed := fields["__error__"] // a run, or there is none (recorded from langgraph-api 0.16.7)
	return fields["type"] == "error" || failed || fields["jsonrpc"] != nil && fields["error"] != nil
}

// EndedSilently tells a stream that was closed at once without a word: what the
// Python server's /stream/events does for a thread that the caller may not see.
func (e Exchange) EndedSilently() bool {
	r := e.Response
	return r.OK() && len(r.Events) == 0 && !r.Open && strings.TrimSpace(r.Body) == ""
}

// empty are the contents that say nothing.
var empty = []string{"", "null", "{}"}

// OnlyBeats tells a stream whose events have no content: anything may send heartbeats.
func (e Exchange) OnlyBeats() bool {
	return !slices.ContainsFunc(e.Response.Events, func(event Event) bool { return !slices.Contains(empty, strings.TrimSpace(event.Data)) })
}

// SaysNothing tells an answer without content, that a stream which is still open may
// be yet to have.
func (e Exchange) SaysNothing() bool {
	r := e.Response
	return !r.Open && len(r.Events) == 0 && slices.Contains(empty, strings.TrimSpace(r.Body))
}

// IsPage tells a web page from an answer of the API: a gateway's login form, for one.
func (e Exchange) IsPage() bool {
	return e.Response != nil && IsPage(e.Response.ContentType, e.Response.Body)
}

// IsPage tells a web page, also one that is sent as plain text.
func IsPage(contentType, body string) bool {
	if !strings.HasPrefix(contentType, "text/plain") {
		return strings.HasPrefix(contentType, "text/html")
	}
	begin := strings.ToLower(strings.TrimSpace(body[:min(len(body), 100)]))
	return strings.HasPrefix(begin, "<!doctype html") || strings.HasPrefix(begin, "<html")
}

// blaming are the answers that blame the request, and not its caller.
var blaming = []int{http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity, http.StatusNotImplemented}

// Blames tells a refusal that blames the request. JSON-RPC says its refusals so, whatever they are for.
func (e Exchange) Blames() bool {
	return slices.Contains(blaming, e.Status()) && !strings.Contains(e.Response.Body, `"jsonrpc"`) && !strings.Contains(e.Response.Body, `"error":{"code":-32`)
}
