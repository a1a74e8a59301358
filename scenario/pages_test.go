package scenario_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// smallPages refuses lists of more than ten.
func smallPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var asked struct{ Limit int }
		if _ = json.Unmarshal(body, &asked); asked.Limit > 10 || len(r.URL.Query().Get("limit")) > 2 {
			refuse(w, http.StatusUnprocessableEntity, "limit must be at most 10")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// TestSmallPages: where long lists are refused, they are had in pages: everything is decided
// as elsewhere, and nothing stays.
func TestSmallPages(t *testing.T) {
	t.Parallel()
	for _, flaw := range []string{"", "no-owner-filter"} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, flaw, supabasetest.Options{})
			c := s.config(t)
			want := verdicts(plainRun(t, flaw).report)
			c.URL = s.front(t, smallPages)
			r := verify(t, c)
			if diff := cmp.Diff(want, verdicts(r)); diff != "" {
				t.Errorf("verdicts (-long +small pages):\n%s", diff)
			}
			if left := r.Summary.Leftovers; left != nil || s.holdings(t, s.users[0].Token)["threads"] > 0 {
				t.Errorf("left: %v, %v", left, s.holdings(t, s.users[0].Token))
			}
		})
	}
}

// TestCleanUpInSmallPages finds and removes more than a page.
func TestCleanUpInSmallPages(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	for range 13 {
		body := bytes.NewReader([]byte(`{"metadata":{"made_by":"authcheck","authcheck":"authcheck-0123abcd"}}`))
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.server.URL+"/threads", body)
		request.Header = bearer(s.users[0].Token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		_ = answer.Body.Close()
	}
	c.URL = s.front(t, smallPages)
	found, err := scenario.FindLeftovers(t.Context(), c)
	if err != nil || len(found.Found) != 13 || found.Missed != nil {
		t.Fatalf("%+v, %v", found, err)
	}
	left, err := scenario.RemoveLeftovers(t.Context(), c, found.Found)
	if err != nil || len(left.Found)+len(left.Missed) > 0 {
		t.Errorf("%+v, %v", left, err)
	}
}
