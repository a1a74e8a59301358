package verdict

import (
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// fault replaces one exchange by what somebody on the way makes of it.
type fault struct {
	name  string
	lie   bool // well formed: by that answer alone nobody can tell it from the truth
	apply func(transcript.Exchange, recording) transcript.Exchange
}

// answers replaces the answer.
func answers(status int, contentType, body string) func(transcript.Exchange, recording) transcript.Exchange {
	return func(e transcript.Exchange, _ recording) transcript.Exchange {
		url := "http://server" + e.Request.Path
		e.Failure, e.Response = "", &transcript.Response{URL: url, Status: status, ContentType: contentType, Body: body}
		if status >= 300 && status < 400 {
			e.Response.Location = "/login"
		}
		return e
	}
}

// fails leaves no answer.
func fails(why string) func(transcript.Exchange, recording) transcript.Exchange {
	return func(e transcript.Exchange, _ recording) transcript.Exchange {
		e.Response, e.Failure = nil, why
		return e
	}
}

// changed changes the answer, where there is one.
func changed(change func(*transcript.Response)) func(transcript.Exchange, recording) transcript.Exchange {
	return func(e transcript.Exchange, _ recording) transcript.Exchange {
		if e.Response == nil {
			return e
		}
		return with(e, change)
	}
}

const (
	asJSON   = "application/json"
	asText   = "text/plain; charset=utf-8"
	asHTML   = "text/html; charset=utf-8"
	asEvents = "text/event-stream"

	webPage = "<!doctype html><html><body><h1>Sign in</h1></body></html>"
)

// faults are the kinds.
var faults = []fault{
	{name: "refused", apply: fails("connection refused")},
	{name: "reset", apply: fails("the connection was reset")},
	{name: "eof", apply: fails("EOF")},
	{name: "silent", apply: fails(transcript.TooLate)},

	{name: "login-page", apply: answers(200, asHTML, webPage)},
	{name: "gateway-401", lie: true, apply: answers(401, asJSON, `{"message":"Unauthorized"}`)},
	{name: "gateway-403", lie: true, apply: answers(403, asJSON, `{"message":"Forbidden"}`)},
	{name: "gateway-404", lie: true, apply: answers(404, asJSON, `{"message":"no Route matched"}`)},
	{name: "not-found", lie: true, apply: answers(404, asJSON, `{"detail":"Not Found"}`)},
	{name: "gateway-401-page", apply: answers(401, asHTML, webPage)},
	{name: "gateway-403-page", apply: answers(403, asHTML, webPage)},
	{name: "gateway-404-page", apply: answers(404, asHTML, webPage)},
	{name: "gateway-400-page", apply: answers(400, asHTML, webPage)},
	{name: "redirect-login", apply: answers(302, asHTML, "")},
	{name: "redirect-301", apply: answers(301, asHTML, webPage)},
	{name: "redirect-307", apply: answers(307, "", "")},
	{name: "not-modified", apply: answers(304, "", "")},
	{name: "request-timeout", apply: answers(408, asHTML, webPage)},
	{name: "429", apply: answers(429, asJSON, `{"detail":"Too Many Requests"}`)},
	{name: "429-page", apply: answers(429, asHTML, webPage)},
	{name: "500", apply: answers(500, asText, "Internal Server Error")},
	{name: "500-json", apply: answers(500, asJSON, `{"detail":"Internal Server Error"}`)},
	{name: "500-page", apply: answers(500, asHTML, webPage)},
	{name: "502", apply: answers(502, asHTML, webPage)},
	{name: "503", apply: answers(503, asHTML, webPage)},
	{name: "503-json", apply: answers(503, asJSON, `{"detail":"Service Unavailable"}`)},
	{name: "504", apply: answers(504, asHTML, webPage)},
	{name: "522-page", apply: answers(522, asHTML, webPage)},

	{name: "empty-body", apply: answers(200, asJSON, "")},
	{name: "no-content", apply: answers(204, "", "")},
	{name: "empty-object", apply: answers(200, asJSON, "{}")},
	{name: "null", apply: answers(200, asJSON, "null")},
	{name: "empty-list", lie: true, apply: answers(200, asJSON, "[]")},
	{name: "zero", lie: true, apply: answers(200, asJSON, "0")},
	{name: "text", apply: answers(200, asText, "OK")},
	{name: "json-text", apply: answers(200, asJSON, `"OK"`)},
	{name: "detail-ok", apply: answers(200, asJSON, `{"detail":"ok"}`)},
	{name: "error-inside", apply: answers(200, asJSON, `{"error":"unauthorized"}`)},
	{name: "done-nothing", apply: answers(200, asJSON, `{"ok":true,"deleted":0}`)},
	{name: "other-shape", apply: answers(200, asJSON, `{"data":{"items":[],"total":0}}`)},
	{name: "other-list", apply: answers(200, asJSON, `[1,null,"two",[],{}]`)},
	{name: "broken-json", apply: answers(200, asJSON, `[{"thread_id": undefined]`)},
	{name: "deep-json", apply: answers(200, asJSON, strings.Repeat("[", 1000)+strings.Repeat("]", 1000))},
	{name: "body-cut", apply: changed(func(r *transcript.Response) { r.Body, r.Cut = r.Body[:len(r.Body)/2], true })},
	{name: "json-cut", apply: changed(func(r *transcript.Response) { r.Body = r.Body[:len(r.Body)/2] })},
	{name: "padded", apply: changed(func(r *transcript.Response) { r.Body, r.Cut = strings.Repeat(" ", 1024), true })},
	{name: "wrong-type", apply: changed(func(r *transcript.Response) { r.ContentType = asHTML })},
	{name: "ok", apply: changed(func(r *transcript.Response) { r.Status, r.Detail = 200, "" })},
	{name: "created", apply: changed(func(r *transcript.Response) { r.Status, r.Detail = 201, "" })},

	{name: "stream-endless", lie: true, apply: func(e transcript.Exchange, _ recording) transcript.Exchange {
		e = answers(200, asEvents, "")(e, recording{})
		e.Response.Open = true
		return e
	}},
	{name: "stream-ended", apply: answers(200, asEvents, "")},
	{name: "stream-cut", apply: changed(func(r *transcript.Response) {
		r.Body, r.Events, r.Cut, r.Open = r.Body[:len(r.Body)/2], r.Events[:len(r.Events)/2], true, false
	})},
	{name: "stream-garbage", apply: answers(200, asEvents, strings.Repeat("\x00\xffnoise", 100))},

	{name: "swapped", lie: true, apply: swapped},
	{name: "stale", lie: true, apply: stale},
}

// swapped gives another caller's good answer to the same operation.
func swapped(e transcript.Exchange, r recording) transcript.Exchange {
	return r.instead(e, func(other transcript.Exchange) bool { return other.Identity != e.Identity })
}

// stale gives the caller's own good answer to the same request of before.
func stale(e transcript.Exchange, r recording) transcript.Exchange {
	return r.instead(e, func(other transcript.Exchange) bool {
		return other.Identity == e.Identity && (other.Part != e.Part || other.Operation != e.Operation)
	})
}

// instead answers as another exchange of the same method and kind of path was answered.
func (r recording) instead(e transcript.Exchange, fits func(transcript.Exchange) bool) transcript.Exchange {
	for _, other := range r.run.Exchanges {
		if other.OK() && other.Request.Method == e.Request.Method && pathOf(other) == pathOf(e) && fits(other) {
			e.Response, e.Failure = other.Response, ""
			return e
		}
	}
	return e
}

// pathOf is the documented path of what was asked for.
func pathOf(e transcript.Exchange) string {
	o := catalog.Named(e.Operation)
	if row, ok := catalog.Readbacks[e.Operation]; ok {
		o = row
	}
	for _, row := range catalog.CallerControls() {
		if row.ID == e.Operation {
			o = row
		}
	}
	kind, _, _ := strings.Cut(o.Path, "{")
	_, rest, _ := strings.Cut(o.Path, "}")
	return kind + rest
}
