package scenario_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestRoutesThatGive: own routes that give out logins, that look at one of several IDs or
// formats, and that sign links to anything; each with a sound twin. What they show is printed
// nowhere.
func TestRoutesThatGive(t *testing.T) {
	t.Parallel()
	const none = ""
	for flaw, test := range map[string]struct {
		want    map[string]string // by check, without "routes."; of the others nothing is bad
		nowhere string
	}{
		"route-dev-login":                    {map[string]string{"get:/dev/login/no-token": "fail login-given", "get:/dev/login/other-user": "fail login-given"}, "svc_"},
		"route-dev-cookie":                   {map[string]string{"get:/dev/login/no-token": "fail login-given"}, "svc_"},
		"route-shows-service-token":          {map[string]string{"get:/debug/env/no-token": "fail login-given", "get:/debug/env/other-user": "fail login-given"}, "svc_"},
		"route-shows-service-token-to-users": {map[string]string{"get:/debug/env/other-user": "fail login-given"}, "svc_"},
		"route-shows-keys":                   {map[string]string{"get:/debug/env/no-token": "warn secrets-shown", "get:/debug/env/other-user": "warn secrets-shown"}, "svc_"},
		"route-shows-public-keys":            {nil, none},
		"route-shows-tokens":                 {map[string]string{"get:/sessions/other-user": "fail token-shown"}, none},
		"route-two-ids":                      {map[string]string{"get:/users/{user_id}/threads/{thread_id}/export/other-user": "fail route-not-owned"}, none},
		"route-ids-first":                    {map[string]string{"get:/compare/other-user": "fail route-not-owned"}, none},
		"route-ids-last":                     {map[string]string{"get:/compare/other-user": "fail route-not-owned"}, none},
		"route-format":                       {map[string]string{"get:/papers/{thread_id}/{fmt}/other-user": "fail route-not-owned"}, none},
		"route-link-for-any":                 {map[string]string{"get:/letters/{thread_id}/link/other-user": "fail route-open", "get:/letters/{thread_id}/link/no-token": "fail route-open"}, none},
		"route-link-for-users":               {map[string]string{"get:/letters/{thread_id}/link/other-user": "fail route-not-owned"}, "svc_"},
		"routes-of-several":                  {nil, none},
		"route-few-answers":                  {nil, none},
	} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			config := newStand(t, flaw, supabasetest.Options{}).config(t)
			config.Only = []string{"routes.*"}
			report := verify(t, config)
			got := onRoutes(report)
			maps.DeleteFunc(got, func(_, verdict string) bool {
				word, _, _ := strings.Cut(verdict, " ")
				return !slices.Contains([]string{"fail", "warn", "error"}, word)
			})
			if test.want == nil {
				test.want = map[string]string{}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, summaries(report))
			}
			if text, _ := json.Marshal(report); test.nowhere != "" && strings.Contains(string(text), test.nowhere) {
				t.Errorf("what was shown is in the report")
			}
		})
	}
}

// summaries are those of the results about own routes.
func summaries(report *result.Report) string {
	var lines []string
	for _, r := range report.Results {
		if strings.HasPrefix(r.Operation, "routes.get:/") {
			lines = append(lines, r.ID+": "+string(r.Verdict)+" "+r.Summary)
		}
	}
	return strings.Join(lines, "\n")
}

// TestToldNothing: a route of which user 2 was told nothing that could be judged is no judged
// one, though nobody gets in without a login, and what no document names is said.
func TestToldNothing(t *testing.T) {
	t.Parallel()
	config := newStand(t, "route-shows-public-keys", supabasetest.Options{}).config(t)
	config.Project = catalog.Project{Keys: map[string]string{catalog.OwnApp: "./app.py:app", catalog.OwnRoutesAuth: "true"}}
	report := verify(t, config)
	if want := []string{"GET /calendar: User 1's own answer shows nothing to recognize"}; !slices.Equal(report.Summary.NotJudged, want) {
		t.Errorf("not judged: %q, not %q", report.Summary.NotJudged, want)
	}
	notes := strings.Join(report.Summary.Notes, "\n")
	if !strings.Contains(notes, "WebSockets") || strings.Contains(notes, "enable_custom_route_auth") {
		t.Errorf("notes: %s", notes)
	}
}
