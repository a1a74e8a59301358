package faults

import (
	"fmt"
	"net/http"
	"strings"
)

const (
	asJSON = "application/json"
	asHTML = "text/html; charset=utf-8"
)

// page is a web page; the text is its heading.
func page(text string) string {
	return "<!DOCTYPE html>\n<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>\n"
}

// says is an answer that does not depend on the request.
func says(status int, contentType, body string) func(*exchange) {
	return func(x *exchange) { x.say(status, contentType, body) }
}

// gatewayKinds: something in front of the server answers by itself. A refusal in JSON is one that
// the server could have given; a page is not.
func gatewayKinds() []Kind {
	kinds := []Kind{
		{Name: "login-page", Phase: Before, Tells: Nothing, Answers: "200 and a page to log in", apply: says(http.StatusOK, asHTML, page("Log in"))},
		{Name: "redirect-login", Phase: Before, Tells: Nothing, Answers: "302 to /login of the same host",
			apply: func(x *exchange) { x.redirect(http.StatusFound, "/login?next="+x.r.URL.Path) }},
		{Name: "redirect-elsewhere", Phase: Before, Tells: Nothing, Answers: "302 to another host",
			apply: func(x *exchange) { x.redirect(http.StatusFound, x.p.elsewhere.url()+x.r.URL.Path) }},
		{Name: "redirect-elsewhere-307", Phase: Before, Tells: Nothing, Answers: "307 to another host: method and body are to be sent again",
			apply: func(x *exchange) { x.redirect(http.StatusTemporaryRedirect, x.p.elsewhere.url()+x.r.URL.Path) }},
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		text := http.StatusText(status)
		kinds = append(kinds,
			Kind{Name: fmt.Sprintf("gateway-%d", status), Phase: Before, Tells: Lie, Answers: fmt.Sprintf("%d in JSON", status),
				apply: says(status, asJSON, fmt.Sprintf(`{"message":%q}`, text))},
			Kind{Name: fmt.Sprintf("gateway-%d-page", status), Phase: Before, Tells: Nothing, Answers: fmt.Sprintf("%d and a web page", status),
				apply: says(status, asHTML, page(text))})
	}
	return kinds
}

func (x *exchange) redirect(status int, to string) {
	x.w.Header().Set("Location", to)
	x.say(status, asHTML, page("Moved"))
}

// limitKinds: come back later.
var limitKinds = []Kind{
	{Name: "429", Phase: Before, Transient: true, Tells: Nothing, Answers: "429 without Retry-After",
		apply: says(http.StatusTooManyRequests, asJSON, `{"detail":"Too Many Requests"}`)},
	{Name: "429-retry-after", Phase: Before, Transient: true, Tells: Nothing, Answers: "429 with Retry-After: 1",
		apply: later(http.StatusTooManyRequests)},
	{Name: "503-retry-after", Phase: Before, Transient: true, Tells: Nothing, Answers: "503 with Retry-After: 1",
		apply: later(http.StatusServiceUnavailable)},
}

func later(status int) func(*exchange) {
	return func(x *exchange) {
		x.w.Header().Set("Retry-After", "1")
		x.say(status, asJSON, fmt.Sprintf(`{"detail":%q}`, http.StatusText(status)))
	}
}

// failureKinds: 5xx, from a gateway that could not reach the server, or after the server did it.
func failureKinds() []Kind {
	var kinds []Kind
	for _, status := range []int{500, 502, 503, 504} {
		text := http.StatusText(status)
		contentType, body := asHTML, page(fmt.Sprint(status, " ", text))
		if status == http.StatusInternalServerError {
			contentType, body = "text/plain; charset=utf-8", text // as the Python server says it
		}
		for _, phase := range []Phase{Before, After} {
			kinds = append(kinds, Kind{Name: strings.TrimSuffix(fmt.Sprint(status, "-", phase), "-before"), Phase: phase, Transient: true, Tells: Nothing,
				Answers: fmt.Sprint(status, " ", text), apply: says(status, contentType, body)})
		}
	}
	return kinds
}
