package verdict

import (
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// TestRaced: a read that leaks while user 1 asks, too, and is denied alone, is no missing handler;
// one that leaks alone as well is.
func TestRaced(t *testing.T) {
	for name, c := range map[string]struct {
		again map[string]int // the status of each read with nothing else under way
		want  string
	}{
		"denied alone":         {map[string]int{"threads.get": 404}, "identity-mixed-up"},
		"let in alone":         {map[string]int{"threads.get": 200}, "threads-read"},
		"one of two is let in": {map[string]int{"threads.get": 404, "threads.state": 200}, "threads-read"},
		"no answer":            {map[string]int{"threads.get": 502}, "threads-read"},
		"not asked":            {nil, "threads-read"},
	} {
		t.Run(name, func(t *testing.T) {
			court := open(bench(), Policy{})
			for operation, status := range c.again {
				court.other[transcript.Alone] = append(court.other[transcript.Alone], transcript.Exchange{Part: transcript.Alone, Operation: operation,
					Identity: "other-user", Response: &transcript.Response{Status: status, ContentType: "application/json", Body: `{"thread_id":"t","values":{}}`}})
			}
			read := blankResult(catalog.Named("threads.get"), catalog.IdentityNamed("other-user"))
			read.Verdict, read.Code, read.Evidence = catalog.Fail, "threads-read", &result.Evidence{Curl: "curl"}
			patch := blankResult(catalog.Named("threads.patch"), catalog.IdentityNamed("other-user"))
			patch.Verdict, patch.Code = catalog.Fail, "threads-update"
			results := []result.Result{read, patch, {ID: "assistants.get/other-user", Operation: "assistants.get", Identity: "other-user", Verdict: catalog.Pass}}
			court.nameRace(results)
			court.attribute(results)
			if results[0].Code != c.want || results[1].Code != "threads-update" {
				t.Errorf("codes %s and %s", results[0].Code, results[1].Code)
			}
			if together := strings.Contains(results[0].Evidence.Curl, " & "); together != (c.want == "identity-mixed-up") {
				t.Errorf("curl %q", results[0].Evidence.Curl)
			}
		})
	}
}

// TestHeaderKeys: headers that langgraph.json hands on to the graph are told, where the graph is not asked.
func TestHeaderKeys(t *testing.T) {
	for name, c := range map[string]struct {
		keys     map[string]string
		runGraph bool
		want     int
	}{
		"none":               {nil, false, 0},
		"some":               {map[string]string{catalog.HeadersIncluded: `["x-user-id"]`}, false, 1},
		"patterns":           {map[string]string{catalog.HeadersMatching: `["x-*"]`}, false, 1},
		"the graph is asked": {map[string]string{catalog.HeadersIncluded: `["x-user-id"]`}, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			court := open(bench(), Policy{})
			court.Settings.Project.Keys, court.Settings.RunGraph = c.keys, c.runGraph
			got := court.headerKeys()
			if len(got) != c.want || c.want == 1 && got[0].Code != "headers-to-graph" {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestStray: what Studio's header reaches now and then, where nothing at all does so, too, is no
// finding of its own; a header that is let in often is.
func TestStray(t *testing.T) {
	for name, c := range map[string]struct {
		denied int
		want   string
	}{"now and then": {8, "no-token-accepted"}, "often": {2, "studio-sees-all"}} {
		t.Run(name, func(t *testing.T) {
			of := func(operation, identity string, j judgement) result.Result {
				r := blankResult(catalog.Named(operation), catalog.IdentityNamed(identity))
				r.Verdict, r.Code = j.verdict, j.code
				return r
			}
			results := []result.Result{of("threads.search", "no-token", judgement{verdict: catalog.Fail, code: "no-token-accepted"}),
				of("threads.state-update", "studio", judgement{verdict: catalog.Fail, code: "studio-sees-all"})}
			for range c.denied {
				results = append(results, of("threads.get", "studio", judgement{verdict: catalog.Pass}))
			}
			nameStray(results)
			if results[1].Code != c.want {
				t.Errorf("code %s", results[1].Code)
			}
		})
	}
}
