package scenario_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/scenario"
	"authcheck/scenario/probe"
	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// loggedInAnew are the users with tokens that last.
func (s *stand) loggedInAnew(t testing.TB) []scenario.User {
	t.Helper()
	users := append([]scenario.User(nil), s.users...)
	for i := range users {
		session, err := s.client.Login(context.WithoutCancel(t.Context()), users[i].Email, password)
		if err != nil {
			t.Fatal(err)
		}
		users[i].Token = session.AccessToken
	}
	return users
}

var runTags = regexp.MustCompile(`authcheck-[0-9a-f]{8}`)

// unnamed is what there is on the server, and in user 2's profile, that a report does not name.
func (s *stand) unnamed(t testing.TB, report *result.Report) []string {
	t.Helper()
	named := ""
	if report != nil {
		named = strings.Join(report.Summary.Leftovers, "\n")
	}
	var all []string
	for _, user := range s.loggedInAnew(t) {
		for kind, path := range map[string]string{"thread": "/threads", "assistant": "/assistants", "cron": "/runs/crons"} {
			var list []map[string]any
			s.ask(t, user.Token, "POST", path+"/search", `{"limit":1000}`, &list)
			for _, thing := range list {
				text, _ := json.Marshal(thing)
				id := fmt.Sprint(thing[kind+"_id"])
				ours := runTags.FindString(string(text))
				if ours != "" && !strings.Contains(named, id) && !strings.Contains(named, kind+"s of "+user.Name+" with the tag "+ours) {
					all = append(all, kind+" "+id)
				}
			}
		}
		var found struct{ Items []struct{ Key string } }
		s.ask(t, user.Token, "POST", "/store/items/search", `{"namespace_prefix":[],"limit":1000}`, &found)
		for _, item := range found.Items {
			if !strings.Contains(named, item.Key) {
				all = append(all, "item "+item.Key)
			}
		}
		profile, err := s.client.User(context.WithoutCancel(t.Context()), user.Token)
		if err != nil || (profile.UserMetadata["owner"] != nil && !strings.Contains(named, "profile")) {
			all = append(all, fmt.Sprint("profile of ", user.Name, " ", err))
		}
	}
	return all
}

// through has everything that a run sends, to the provider too, pass a wire.
func (s *stand) through(c *scenario.Config, sent *wire, each func(n int)) {
	c.HTTP = sent.client(func(*http.Request) *http.Response {
		each(sent.count())
		return nil
	})
	c.Provider = &supabase.Client{URL: s.client.URL, Key: s.client.Key, HTTP: c.HTTP}
}

// Runs are ended after a sample of their requests; after each of them with -every 1.
var every = flag.Int("every", 61, "how far apart the requests are after which runs are ended")

// TestInterruptedAnywhere ends runs after requests to the server and to the provider:
// nothing is left unnamed, and no goroutine goes on.
func TestInterruptedAnywhere(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("runs", func(t *testing.T) {
		for n := 1 + *every/9; n < 520; n += *every {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				s := newStand(t, "", supabasetest.Options{})
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				config, sent := s.config(t), new(wire)
				s.through(&config, sent, func(count int) {
					if count == n {
						interrupt()
					}
				})
				report, err := scenario.Verify(ctx, config)
				if err == nil && ctx.Err() != nil && report.ExitCode() == 0 {
					t.Error("an interrupted run passed")
				}
				if left := s.unnamed(t, report); left != nil {
					t.Errorf("left and not named: %q", left)
				}
			})
		}
	})
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	settled := func() bool { return runtime.NumGoroutine() <= before+5 } // idle connections of the package's clients
	for range 100 {
		if settled() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

// TestEndedForbidden: a token that ends in mid-run is noticed where the server says so with a
// 403 as well, and a server that refuses with a 403 what is not user 2's has ended none.
func TestEndedForbidden(t *testing.T) {
	t.Parallel()
	for after, want := range map[int]string{12: "token ended", 24: "token ended", 28: "token ended", 1 << 20: ""} {
		s := newStand(t, "", supabasetest.Options{})
		config, sent, asked := s.config(t), new(wire), new(atomic.Int32)
		config.Only = []string{"threads.*", "routes.*"}
		config.HTTP = sent.client(func(r *http.Request) *http.Response {
			if r.Header.Get("Authorization") != "Bearer "+s.users[1].Token || asked.Add(1) <= int32(after) {
				return nil
			}
			return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(`{"detail":"Invalid token"}`)), Request: r}
		})
		report := verify(t, config)
		if report.Summary.Incomplete != want || (report.ExitCode() == 0) != (want == "") {
			t.Errorf("after %d of %d: incomplete: %q, exit code %d", after, asked.Load(), report.Summary.Incomplete, report.ExitCode())
		}
	}
}

// childConfig is how the test hands a configuration to a process that it will kill.
const childConfig = "AUTHCHECK_TEST_CHILD"

// TestChild is no test: it is the process that TestKilled kills.
func TestChild(t *testing.T) {
	text := os.Getenv(childConfig)
	if text == "" {
		return
	}
	var c struct {
		URL, Provider, Key string
		Users              []struct{ Name, Email, Password, Token string }
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	config := scenario.Config{Probe: scenario.Probe{URL: c.URL, Provider: &supabase.Client{URL: c.Provider, Key: c.Key}, AnonKey: c.Key}}
	for _, u := range c.Users {
		config.Users = append(config.Users, scenario.User{Name: u.Name, Email: u.Email, Password: u.Password, Token: u.Token})
	}
	_, _ = scenario.Verify(t.Context(), config)
}

// TestKilled kills runs without warning: what they left is found and removed, and the
// profile is put back.
func TestKilled(t *testing.T) {
	t.Parallel()
	for n := 1 + *every/2; n < 520; n += 2**every - 1 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			s.killAfter(t, n)
			s.cleanUpAfterKill(t)
			if left := s.unnamed(t, nil); left != nil {
				t.Errorf("left after killing and cleaning up: %q", left)
			}
		})
	}
	t.Run("while the profile is edited", func(t *testing.T) {
		t.Parallel()
		s := newStand(t, "", supabasetest.Options{})
		s.killOn(t, loginAfterEdit(), 1)
		if profile, err := s.client.User(t.Context(), s.users[1].Token); err != nil || profile.UserMetadata["owner"] == nil {
			t.Fatalf("nothing was edited when the run was killed: %v %v", profile.UserMetadata, err)
		}
		s.cleanUpAfterKill(t)
		if left := s.unnamed(t, nil); left != nil {
			t.Errorf("left after killing and cleaning up: %q", left)
		}
	})
}

// loginAfterEdit tells logins after the profile was edited: there are others before.
func loginAfterEdit() func(*http.Request) bool {
	var edited atomic.Bool
	return func(r *http.Request) bool {
		if r.Method == http.MethodPut && r.URL.Path == "/auth/v1/user" {
			edited.Store(true)
		}
		return edited.Load() && r.Method == http.MethodPost && r.URL.Path == "/auth/v1/token"
	}
}

// killAfter kills a run when it sends its n-th request.
func (s *stand) killAfter(t *testing.T, n int) {
	t.Helper()
	s.killOn(t, func(*http.Request) bool { return true }, n)
}

// killOn kills a run when it sends its n-th request of a kind.
func (s *stand) killOn(t *testing.T, kind func(*http.Request) bool, n int) {
	t.Helper()
	var seen atomic.Int64
	die, dead := make(chan struct{}, 1), make(chan struct{})
	watch := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if kind(r) && seen.Add(1) == int64(n) {
				die <- struct{}{}
				<-dead
			}
			next.ServeHTTP(w, r)
		})
	}
	provider := proxyTo(t, s.provider.URL, watch)
	text, err := json.Marshal(map[string]any{"URL": s.front(t, watch), "Provider": provider, "Key": s.provider.AnonKey, "Users": s.plainUsers()})
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestChild$")
	child.Env = append(os.Environ(), childConfig+"="+string(text))
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	defer close(dead)
	select {
	case <-die:
		_ = child.Process.Kill()
		<-ended
	case <-ended:
		t.Logf("the run ended with %d requests", seen.Load())
	}
}

func (s *stand) plainUsers() []map[string]string {
	var all []map[string]string
	for _, u := range s.users {
		all = append(all, map[string]string{"Name": u.Name, "Email": u.Email, "Password": u.Password, "Token": u.Token})
	}
	return all
}

// cleanUpAfterKill does what `authcheck cleanup` does.
func (s *stand) cleanUpAfterKill(t *testing.T) {
	t.Helper()
	time.Sleep(100 * time.Millisecond) // what was on its way arrives
	c := scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users, Provider: s.client}}
	found, err := scenario.FindLeftovers(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	left, err := scenario.RemoveLeftovers(t.Context(), c, found.Found)
	if err != nil || len(left.Found) > 0 || len(left.Missed) > 0 {
		t.Errorf("still there: %+v, %v", left, err)
	}
	if original, err := probe.FindEditedProfile(t.Context(), s.client, s.users[1].Token); err != nil || original != nil {
		t.Errorf("the profile was not put back: %v, %v", original, err)
	}
}

// TestServerGoneForAWhile: a server that goes away in mid-run and comes back has no
// verdict that it did not earn, and nothing is left unnamed.
func TestServerGoneForAWhile(t *testing.T) {
	t.Parallel()
	for _, begin := range some(2, int64(20), 300, 120, 400) {
		t.Run(fmt.Sprint(begin), func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			c := s.config(t)
			var seen atomic.Int64
			var back atomic.Int64 // when, in Unix milliseconds
			c.URL = s.front(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if seen.Add(1) == begin {
						back.Store(time.Now().Add(2 * time.Second).UnixMilli())
					}
					if time.Now().UnixMilli() < back.Load() {
						panic(http.ErrAbortHandler)
					}
					next.ServeHTTP(w, r)
				})
			})
			report := verify(t, c)
			if report.ExitCode() == 1 {
				t.Errorf("findings on a sound server: %v", report.Findings)
			}
			if left := s.unnamed(t, report); left != nil {
				t.Errorf("left and not named: %q", left)
			}
		})
	}
}
