package probe

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

// TestMadeBefore: what was there before the run is left alone; what a date does not tell may be
// the run's.
func TestMadeBefore(t *testing.T) {
	begin := time.Date(2026, 11, 29, 17, 0, 0, 0, time.UTC)
	for created, want := range map[string]bool{
		"2026-11-29T17:00:01Z": false, "2026-11-29T16:59:00Z": true, "2026-11-29T18:59:00.123456+02:00": true, "2026-11-29T12:00:01-05:00": false,
		"2026-11-29T17:00:01.5": false, "2026-11-29T06:00:00": false, "2026-11-29T04:00:00": true, "2026-11-28 17:00:01.5": true,
		"yesterday": false, "": false,
	} {
		if got := madeBefore(begin, created); got != want {
			t.Errorf("%q: %t", created, got)
		}
	}
}

// emptyServer answers every search with nothing, and notes who asked.
func emptyServer(t *testing.T, asked *[]string) Config {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path+" "+r.Header.Get("Authorization")+r.Header.Get("X-Auth-Scheme"))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(map[bool]string{true: `[{"thread_id":"11111111-1111-4111-8111-111111111111","metadata":{}}]`, false: "[]"}[r.URL.Path == "/threads/search"]))
	}))
	t.Cleanup(server.Close)
	return Config{URL: server.URL, Users: []User{{Name: "User 1", Token: "one"}, {Name: "User 2", Token: "two"}}}
}

// TestSilentRuns: runs that were accepted without a word about their thread are named, whoever
// without a login of their own has started them.
func TestSilentRuns(t *testing.T) {
	var asked []string
	p := New(emptyServer(t, &asked), nil)
	for _, login := range []catalog.Login{catalog.NoLogin, catalog.Studio, catalog.OtherUser} {
		p.made.tries = append(p.made.tries, attempt{kind: catalog.Thread, check: map[catalog.Login]string{catalog.NoLogin: "runs/no-token", catalog.Studio: "runs/studio", catalog.OtherUser: "runs/other-user"}[login],
			login: login, header: http.Header{}, lost: true, silent: true})
	}
	p.CleanUp(t.Context())
	if diff := cmp.Diff([]string{"the thread of runs/no-token", "the thread of runs/studio"}, p.log.copy().Leftovers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBareRunsOfGuests: what a guest has made is looked for as the guest.
func TestBareRunsOfGuests(t *testing.T) {
	var asked []string
	newSearch(emptyServer(t, &asked)).searchBare(t.Context(), guests[0])
	if diff := cmp.Diff([]string{"/threads/search langsmith", "/threads/11111111-1111-4111-8111-111111111111/runs langsmith"}, asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
