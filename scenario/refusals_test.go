package scenario_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// rewording is a gateway that words refusals of these statuses in its own way.
func rewording(reworded func(http.ResponseWriter, int), statuses ...int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&rewriter{ResponseWriter: w, reworded: reworded, statuses: statuses}, r)
		})
	}
}

// rewriter drops an answer that is worded otherwise.
type rewriter struct {
	http.ResponseWriter
	reworded func(http.ResponseWriter, int)
	statuses []int
	dropped  bool
}

func (w *rewriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *rewriter) WriteHeader(status int) {
	if !slices.Contains(w.statuses, status) {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.dropped = true
	w.Header().Del("Content-Length")
	w.reworded(w.ResponseWriter, status)
}

func (w *rewriter) Write(body []byte) (int, error) {
	if w.dropped {
		return len(body), nil
	}
	return w.ResponseWriter.Write(body)
}

// wordings are ways of gateways to refuse.
var wordings = map[string]func(http.Handler) http.Handler{
	"401 for all": rewording(func(w http.ResponseWriter, _ int) {
		w.Header().Set("Content-Type", "application/json")
		http.Error(w, `{"detail":"no"}`, http.StatusUnauthorized)
	}, http.StatusForbidden, http.StatusNotFound),
	"login page elsewhere": rewording(func(w http.ResponseWriter, _ int) {
		w.Header().Set("Location", "/login")
		w.WriteHeader(http.StatusFound)
	}, http.StatusUnauthorized, http.StatusForbidden),
	"a page":         rewording(page, http.StatusUnauthorized, http.StatusForbidden),
	"a page for all": rewording(page, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound),
}

func page(w http.ResponseWriter, _ int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("<html><title>Access denied</title></html>"))
}

// TestRefusalsReworded: however a gateway words refusals, the verdicts are those of a server
// without it, nothing is left behind, and it costs hardly more.
func TestRefusalsReworded(t *testing.T) {
	t.Parallel()
	want := plainRun(t, "").report
	for name, wording := range wordings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			c := s.config(t)
			c.URL = s.front(t, wording)
			got := verify(t, c)
			if diff := cmp.Diff(withoutRefused(verdicts(want)), withoutRefused(verdicts(got))); diff != "" {
				t.Errorf("verdicts (-plain +reworded):\n%s", diff)
			}
			if got.Summary.Incomplete != "" || got.Summary.Notes != nil || got.Summary.Leftovers != nil {
				t.Errorf("incomplete %q, notes %q, leftovers %q", got.Summary.Incomplete, got.Summary.Notes, got.Summary.Leftovers)
			}
			if more := got.Summary.Requests - want.Summary.Requests; more > 60 {
				t.Errorf("%d requests more: %+v, without %+v", more, got.Summary.Sent, want.Summary.Sent)
			}
		})
	}
}

// withoutRefused leaves out what user 1 is refused as well: where every refusal is worded
// alike, no other one tells anything there.
func withoutRefused(all map[string]result.Verdict) map[string]result.Verdict {
	maps.DeleteFunc(all, func(check string, _ result.Verdict) bool {
		operation, identity := catalog.SplitCheck(check)
		return identity == "no-token" && all[catalog.Check(operation, "owner")] == catalog.Skip
	})
	return all
}

// TestRunsAreGivenWhatTheyNeed: where no run is started without the input that the graph's
// schemas ask for, runs bring it, and are judged.
func TestRunsAreGivenWhatTheyNeed(t *testing.T) {
	t.Parallel()
	s := newStand(t, "threads-create-run-unhandled", supabasetest.Options{})
	config := s.config(t)
	config.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if err == nil && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/runs") && !bytes.Contains(body, []byte(`"messages"`)) {
				refuse(w, http.StatusUnprocessableEntity, "input.messages: at least one")
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	if got := verdicts(verify(t, config))["runs.create/other-user"]; got != catalog.Fail {
		t.Errorf("runs.create/other-user: %s", got)
	}
}
