//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// inCI is how many of the servers with people are tested without -all, others each time.
const inCI = 3

// peopleRow is a server with more than two users, and a policy for it.
type peopleRow struct {
	row
	policy  string            // authcheck.yaml; "": the default pair
	crossed map[string]string // what the report has leaked or over-blocked, by relation; others have nothing
	reach   map[string]string // the rights that users have on each other's things, by pairs such as "2>1"
	claims  string            // a role that user 2 then writes into the own profile
	gets    map[string]string // reach afterwards
}

// TestPeople runs authcheck verify with a policy on servers that have teams and roles,
// and looks itself who can do what there.
func TestPeople(t *testing.T) {
	rows := peopleRows
	if !*all && !onlySome() {
		quick := slices.DeleteFunc(slices.Clone(rows), func(r peopleRow) bool { return slices.Contains(r.args, "--deep") })
		rows = some(quick, inCI)
	}
	for _, r := range rows {
		t.Run(r.folder()+"/"+r.name, func(t *testing.T) {
			t.Parallel()
			r.test(t)
		})
	}
}

func (r peopleRow) test(t *testing.T) {
	t.Helper()
	if r.auth == "" {
		r.auth = r.name
	}
	s := r.start(t)
	people := s.users.people(t, len(accounts))
	args := append(slices.Clone(r.args), "--project", s.folder, "--request-timeout", "30s")
	if r.policy != "" {
		args = append(args, "--policy", writePolicy(t, r.policy))
	}
	if r.strict {
		args = append(args, "--strict")
	}
	got, out := s.report(t, args...)
	if out.exit != r.exit {
		t.Errorf("exit %d, want %d", out.exit, r.exit)
	}
	if undecided := got.Summary.Counts["error"]; undecided > 0 {
		t.Errorf("%d checks could not be decided", undecided)
	}
	if diff := cmp.Diff(r.want, got.failed(r.strict), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(r.crossed, got.crossed(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("crossed (-want +got):\n%s", diff)
	}
	if t.Failed() {
		t.Log(worst(got))
	}
	s.checkHarmless(t, slices.Contains(r.args, "--run-graph"), got.Summary.Leftovers...)
	t.Logf("%d requests in %d ms: %v", got.Summary.Requests, got.Summary.DurationMS, got.Summary.Counts)
	s.checkReach(t, people, r.reach)
	if r.claims != "" {
		s.users.editProfile(t, people[1], object{"role": r.claims})
		s.checkReach(t, people, r.gets)
	}
}

// failed are the codes of the findings that fail the run.
func (r report) failed(strict bool) []string {
	var codes []string
	for _, f := range r.Findings {
		if f.Verdict == "fail" || strict && f.Verdict == "warn" {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// crossed names the resources that leaked or were over-blocked, by relation.
func (r report) crossed() map[string]string {
	all := map[string]string{}
	for _, relation := range r.Relations {
		leaked, blocked := "leaked", "over-blocked"
		for _, row := range relation.Resources {
			if row.Leaked > 0 {
				leaked += " " + row.Resource
			}
			if row.OverBlocked > 0 {
				blocked += " " + row.Resource
			}
		}
		var parts []string
		for _, part := range []string{leaked, blocked} {
			if strings.Contains(part, " ") {
				parts = append(parts, part)
			}
		}
		if len(parts) > 0 {
			all[relation.Name] = strings.Join(parts, ", ")
		}
	}
	return all
}

func writePolicy(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "authcheck.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPeopleGrow counts the requests of runs with more and more users: each costs as many as another.
func TestPeopleGrow(t *testing.T) {
	if !*all && !onlySome() {
		t.Skip("with -all")
	}
	s := subject{kind: python, auth: "recommended"}.start(t)
	steps := []int{2, 10, 25}
	s.users.people(t, slices.Max(steps))
	table := "users  requests  seconds\n"
	var requests []float64
	for _, n := range steps {
		got, out := s.report(t, "--users", fmt.Sprint(n))
		if out.exit != 0 {
			t.Errorf("%d users: exit %d: %s", n, out.exit, worst(got))
		}
		table += fmt.Sprintf("%5d  %8d  %7.1f\n", n, got.Summary.Requests, float64(got.Summary.DurationMS)/1000)
		requests = append(requests, float64(got.Summary.Requests))
	}
	first, then := (requests[1]-requests[0])/8, (requests[2]-requests[1])/15
	t.Logf("\n%s%.1f requests for each user more up to 10, %.1f up to 25", table, first, then)
	if then > 1.25*first+1 {
		t.Errorf("%.1f requests for each user more, after %.1f: more than linear", then, first)
	}
}

// person is a user who is logged in.
type person struct {
	ID    string `json:"identity"`
	Token string
}

// people signs n users up and logs them in.
func (u users) people(t *testing.T, n int) []person {
	t.Helper()
	if got := u.authcheck(t, "signup", "--confirm", "--users", fmt.Sprint(n)); got.exit != 0 {
		t.Fatalf("signup: exit %d: %s", got.exit, got.stderr)
	}
	got := u.authcheck(t, "login", "--users", fmt.Sprint(n), "--format", "json")
	var sessions struct{ Users []person }
	if err := json.Unmarshal([]byte(got.stdout), &sessions); err != nil || len(sessions.Users) != n {
		t.Fatalf("login: exit %d, %d users, %v: %s", got.exit, len(sessions.Users), err, got.stderr)
	}
	return sessions.Users
}

// editProfile has a user write into what they may edit of themselves.
func (u users) editProfile(t *testing.T, who person, data object) {
	t.Helper()
	body, err := json.Marshal(object{"data": data})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, u.provider.value("SUPABASE_URL")+"/auth/v1/user", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("apikey", u.provider.value("SUPABASE_ANON_KEY"))
	request.Header.Set("Authorization", "Bearer "+who.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the profile cannot be edited: %s", response.Status)
	}
}

// value is one of the settings that the provider has printed.
func (p *provider) value(name string) string {
	for _, line := range p.env {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}
