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
