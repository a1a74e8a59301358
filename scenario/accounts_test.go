package scenario_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// losing is a way to the provider on which something is lost.
type losing func(req *http.Request) (lost, sent bool)

func (l losing) RoundTrip(req *http.Request) (*http.Response, error) {
	lost, sent := l(req)
	if lost && !sent {
		return nil, io.ErrUnexpectedEOF
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if lost && err == nil {
		_ = resp.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return resp, err
}

// TestAccountsGo: whatever is lost on the way, no account stays that is not named; and the
// test users always do.
func TestAccountsGo(t *testing.T) {
	t.Parallel()
	var creations atomic.Int64
	for name, lose := range map[string]losing{
		"nothing":                   func(*http.Request) (bool, bool) { return false, false },
		"answers to creations":      func(r *http.Request) (bool, bool) { return r.Method == http.MethodPost, true },
		"an answer to a creation":   func(r *http.Request) (bool, bool) { return r.Method == http.MethodPost && creations.Add(1) == 2, true },
		"answers to deletions":      func(r *http.Request) (bool, bool) { return r.Method == http.MethodDelete, true },
		"all deletions (they stay)": func(r *http.Request) (bool, bool) { return r.Method == http.MethodDelete, false },
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(name, "deletions") && !thorough {
				t.Skip("waits for retries")
			}
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{Anonymous: true})
			config := s.accounting(t, lose)
			report := verify(t, config)
			left := strings.Join(report.Summary.Leftovers, "\n")
			there := 0
			for _, user := range s.provider.Users() {
				switch {
				case user.Email == s.users[0].Email || user.Email == s.users[1].Email:
					there++
				case !strings.Contains(left, "account "+user.ID):
					t.Errorf("%s (%s) stays and is not named: %q", user.ID, user.Email, left)
				}
			}
			if there != 2 || strings.Contains(name, "stay") == (left == "") {
				t.Errorf("%d test users; left: %q", there, left)
			}
			if found, err := scenario.FindAccounts(t.Context(), s.admin()); err != nil || len(found) != len(report.Summary.Leftovers) {
				t.Errorf("cleanup would find %d: %v", len(found), err)
			}
		})
	}
}

// TestAccountsStay: an account whose deletion is refused is named, also where no search shows it.
func TestAccountsStay(t *testing.T) {
	if !thorough {
		t.Skip("waits for retries")
	}
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config, sent := s.accounting(t, nil), new(wire)
	config.Only = []string{"threads.search/banned-account"}
	config.Admin.HTTP = sent.client(func(r *http.Request) *http.Response {
		switch {
		case r.Method == http.MethodDelete:
			return answer(r, http.StatusForbidden, `{"code":403,"error_code":"not_admin","msg":"no"}`)
		case strings.HasSuffix(r.URL.Path, "/admin/users") && r.Method == http.MethodGet:
			return answer(r, http.StatusOK, `{"users":[],"aud":"authenticated"}`)
		}
		return nil
	})
	left := strings.Join(verify(t, config).Summary.Leftovers, "\n")
	for _, user := range s.provider.Users() {
		if !strings.HasPrefix(user.Email, "me+1@") && !strings.HasPrefix(user.Email, "me+2@") && !strings.Contains(left, "account "+user.ID) {
			t.Errorf("%s stays and is not named: %q", user.ID, left)
		}
	}
	if left == "" {
		t.Error("nothing is named")
	}
}

// accounting tries only what accounts are for, on a way to the provider that loses something.
func (s *stand) accounting(t *testing.T, lose losing) scenario.Config {
	config := s.config(t)
	config.Admin = s.admin()
	config.Admin.HTTP = &http.Client{Transport: lose}
	config.Only = []string{"threads.search/*account", "threads.search/anonymous-user"}
	return config
}

// TestAccountsGoInterrupted: an interrupted run removes its accounts, too.
func TestAccountsGoInterrupted(t *testing.T) {
	t.Parallel()
	for n := range some(2, 1, 2, 3, 4, 5, 6, 8, 10) {
		s := newStand(t, "", supabasetest.Options{Anonymous: true})
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		var sent atomic.Int64
		config := s.accounting(t, func(*http.Request) (bool, bool) {
			if sent.Add(1) == int64(n+1) {
				interrupt()
			}
			return false, false
		})
		report, err := scenario.Verify(ctx, config)
		if err != nil {
			t.Fatal(err)
		}
		if users := s.provider.Users(); len(users) != 2 || report.ExitCode() == 0 {
			t.Errorf("after %d requests: exit %d, accounts %+v, left %q", n+1, report.ExitCode(), users, report.Summary.Leftovers)
		}
	}
}
