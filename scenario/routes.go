package scenario

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// openByDesign are the routes that may be open to everybody.
var openByDesign = []string{"/", "/ok", "/info", "/metrics", "/docs", "/openapi.json"}

// healthNames are custom routes that are open on purpose nearly everywhere.
var healthNames = regexp.MustCompile(`(?i)^/(api/)?(v\d+/)?(health|healthz|healthcheck|livez?|liveness|readyz?|readiness|ping|status|version|favicon\.ico|robots\.txt)/?$`)

// developmentRoute belongs to the development server; a GET with an unknown ID is
// safe: 404 {"error":"not found"} (recorded from langgraph-api 0.16.7).
const developmentRoute = "/internal/debug/thread/{thread_id}"

// routes tries what the server itself documents without a token, by GET and with
// random IDs where it is not in the table of operations.
func (r *run) routes(ctx context.Context) {
	documented := r.document(ctx)
	known := make(map[string]bool)
	for _, o := range operations {
		known[o.Method+" "+o.Doc] = true
	}
	paths := slices.Clone(openByDesign)
	for _, route := range documented {
		if !known[route] && strings.HasPrefix(route, "GET ") && !slices.Contains(paths, route[4:]) {
			paths = append(paths, route[4:])
		}
	}
	paths = append(paths, developmentRoute)
	answers := make([]answer, len(paths))
	var all errgroup.Group
	all.SetLimit(lanes)
	for i, path := range paths {
		if !r.selected(routeCheck(path)) {
			continue
		}
		all.Go(func() error { answers[i] = r.tryRoute(ctx, path); return nil })
	}
	all.Wait()
	for i, path := range paths {
		if answers[i].op.Method != "" {
			r.addLater(r.judgeRoute(path, answers[i]))
		}
	}
	r.documented = documented
}

func routeCheck(path string) string { return "routes.get:" + path + "/no-token" }

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

func (r *run) tryRoute(ctx context.Context, path string) answer {
	o := Operation{ID: "routes.get:" + path, Resource: "routes", Action: "read", Method: "GET", Oracle: Create,
		Path: pathParameter.ReplaceAllStringFunc(path, func(string) string { return uuid.NewString() })}
	id := r.caller("no-token")
	request, err := r.varsOf(o, id).request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Stream = true // a custom route may be one
		a.request.Header = http.Header{}
		a.resp, a.err = r.send(ctx, a.request, NoLogin, false)
	}
	return a
}

// document lists the server's own routes, "GET /threads/{thread_id}"; the
// built-in table where there is no such document (the JS server).
func (r *run) document(ctx context.Context) []string {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	a := r.as(ctx, 0, Operation{Method: "GET", Path: "/openapi.json"})
	r.report.Summary.Coverage.Source = "/openapi.json"
	var list []string
	if a.ok() && a.resp.Decode(&document) == nil {
		for path, methods := range document.Paths {
			for method := range methods {
				if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
					list = append(list, strings.ToUpper(method)+" "+path)
				}
			}
		}
	}
	if len(list) == 0 {
		r.report.Summary.Coverage.Source = "built-in table"
		for _, o := range operations {
			if o.Doc != "" {
				list = append(list, o.Method+" "+o.Doc)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// judgeRoute judges what a caller without a token gets.
func (r *run) judgeRoute(path string, a answer) Result {
	result := Result{ID: routeCheck(path), Operation: a.op.ID, Resource: "routes", Action: "read", Identity: "no-token"}
	got := receive(a, r.canary)
	internal := strings.HasPrefix(path, "/internal/") || strings.HasPrefix(path, "/deploy")
	switch {
	case got == leaked:
		result.Verdict, result.Code, result.Summary = Fail, "route-open", "User 1's data came along"
	case got == noAnswer:
		result.Verdict, result.Code, result.Summary = Error, "undecided", "no usable answer"
	case path == developmentRoute:
		result.Verdict, result.Code, result.Summary = r.judgeDevelopment(a)
	case got == admitted && slices.Contains(openByDesign, path):
		result.Verdict, result.Code, result.Summary = Note, "open-routes", "open, as it may be"
	case got == admitted && internal:
		result.Verdict, result.Code, result.Summary = Note, "development-routes", "open on the development server"
	case got == admitted && healthNames.MatchString(path):
		result.Verdict, result.Code, result.Summary = Note, "open-routes", "open, as a health check may be"
	case got == admitted:
		result.Verdict, result.Code, result.Summary = Fail, "route-open", "let in: "+a.brief()
	case got == denied && (a.resp.Status == http.StatusUnauthorized || a.resp.Status == http.StatusForbidden):
		result.Verdict, result.Summary = Pass, "denied: "+a.brief()
	default:
		result.Verdict, result.Summary = Skip, "neither open nor denied: "+a.brief()
	}
	result.Evidence = r.evidence(trial{op: a.op, id: a.identity, answer: a, got: got})
	return result
}

// judgeDevelopment knows the development server by what it says of an unknown thread.
func (r *run) judgeDevelopment(a answer) (Verdict, string, string) {
	var said struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(a.resp.Body, &said)
	if a.resp.Status == http.StatusNotFound && said.Error == "not found" {
		r.report.Target.Kind = "development server"
		return Note, "development-routes", "shows any thread to anybody, on the development server only"
	}
	return Skip, "", "not there: " + a.brief()
}

// cover compares the documented operations with those that were judged: a row
// that could only be skipped has not been tested.
func (r *run) cover() {
	judged := make(map[string]bool)
	for _, result := range r.report.Results {
		o := operationNamed(result.Operation)
		if result.Identity != "owner" && result.Verdict != Skip && result.Verdict != Error {
			judged[o.Method+" "+o.Doc] = true
			judged["GET "+strings.TrimPrefix(o.ID, "routes.get:")] = true
		}
	}
	coverage := &r.report.Summary.Coverage
	coverage.Documented = len(r.documented)
	for _, route := range r.documented {
		if judged[route] {
			coverage.Tested++
		} else if len(r.config.Only) == 0 && len(r.config.Skip) == 0 {
			coverage.Untested = append(coverage.Untested, route)
		}
	}
}
