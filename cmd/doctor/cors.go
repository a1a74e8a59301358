package doctor

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// What a page with LangGraph's client sends.
var (
	pageMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	pageHeaders = []string{"authorization", "content-type", "last-event-id", "x-api-key"}
	pageReads   = []string{"content-location", "x-pagination-total"}
)

// lookAtCORS asks as a browser does before a page of another origin may call: the one that
// was given, or one that langgraph.json lets in.
func lookAtCORS(ctx context.Context, d *Doctor) Diagnosis {
	origin := d.origin
	for _, allowed := range d.values.Project.List(catalog.CORSOrigins) {
		if origin == "" && !strings.Contains(allowed, "*") {
			origin = allowed
		}
	}
	if origin == "" {
		return notLooked("no web page is named; give one with --origin http://localhost:3000")
	}
	resp, err := d.preflight(ctx, origin)
	if err != nil {
		return d.unanswered(ctx, err)
	}
	allowed, credentials := resp.Header.Get("Access-Control-Allow-Origin"), resp.Header.Get("Access-Control-Allow-Credentials") == "true"
	switch lacks := lacksFor(resp, origin); {
	case lacks != "":
		return broken(d.corsFor(origin, d.values.Project.Keys), "a page at %s may not call: %s%s", origin, lacks, d.says(catalog.CORSOrigins, catalog.CORSMethods, catalog.CORSHeaders))
	case allowed == "*" && credentials:
		return broken(d.corsFor(origin, nil), "every origin is let in together with credentials (* and allow_credentials), which browsers refuse%s", d.says(catalog.CORSCredentials))
	case credentials && d.reflects(ctx):
		return weak(d.corsFor(origin, nil), "pages of any origin may call with a user's cookies: allow_credentials goes with origins that are named%s", d.says(catalog.CORSCredentials))
	}
	return holds("a page at %s may call", origin)
}

func (d *Doctor) preflight(ctx context.Context, origin string) (*langgraph.Response, error) {
	return d.server.Send(ctx, langgraph.Request{Method: http.MethodOptions, Path: "/threads/search", Header: http.Header{
		"Origin": {origin}, "Access-Control-Request-Method": {http.MethodPost}, "Access-Control-Request-Headers": {"authorization,content-type"}}})
}

// lacksFor is what a browser misses in the answer to a preflight; "" for nothing. POST needs
// no leave of its own: a server may refuse it, and need not name it. A star for the headers
// does not stand for Authorization.
func lacksFor(resp *langgraph.Response, origin string) string {
	given := func(name string) []string {
		return strings.FieldsFunc(strings.ToLower(strings.Join(resp.Header.Values(name), ",")), func(r rune) bool { return r == ',' || r == ' ' })
	}
	methods, headers := given("Access-Control-Allow-Methods"), given("Access-Control-Allow-Headers")
	allowed := resp.Header.Get("Access-Control-Allow-Origin")
	switch {
	case allowed != "*" && allowed != origin:
		return "the origin is not let in"
	case !resp.OK() && !slices.Contains(methods, "post") && !slices.Contains(methods, "*"):
		return "allow_origins is not enough, POST is not let in"
	case !slices.Contains(headers, "authorization"):
		return "allow_origins is not enough, the header Authorization is not let in"
	case !resp.OK():
		return "the preflight is refused with " + http.StatusText(resp.Status)
	}
	return ""
}

// reflects tells whether the server lets in whatever origin asks.
func (d *Doctor) reflects(ctx context.Context) bool {
	const stranger = "https://authcheck.invalid"
	resp, err := d.preflight(ctx, stranger)
	return err == nil && resp.Header.Get("Access-Control-Allow-Origin") == stranger
}

// corsFor is what to write into langgraph.json, with the origins that are there already; and
// with what else lets some in, of the keys that are not to blame.
func (d *Doctor) corsFor(origin string, kept map[string]string) string {
	origins := slices.DeleteFunc(d.values.Project.List(catalog.CORSOrigins), func(o string) bool { return o == "*" || o == origin })
	lines, _ := json.Marshal(struct { // in the order of the documentation
		Origins     []string        `json:"allow_origins"`
		Methods     []string        `json:"allow_methods"`
		Headers     []string        `json:"allow_headers"`
		Credentials json.RawMessage `json:"allow_credentials,omitempty"`
		Regex       json.RawMessage `json:"allow_origin_regex,omitempty"`
		Expose      []string        `json:"expose_headers"`
	}{append(origins, origin), pageMethods, pageHeaders, json.RawMessage(kept[catalog.CORSCredentials]), json.RawMessage(kept[catalog.CORSRegex]), pageReads})
	return `in langgraph.json: "http": {"cors": ` + string(lines) + `}`
}
