package scenario_test

import (
	"flag"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

const password = "correct-horse-battery"

// TestMain has more runs side by side than there are cores: they wait (for retries, for
// streams) more than they work. Garbage is collected seldom: many small requests make little.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		_ = flag.Set("test.parallel", map[bool]string{false: "28", true: "12"}[thorough])
	}
	m.Run()
}

// stand is a LangGraph server with its login provider, and two people of it.
type stand struct {
	provider *supabasetest.Server
	client   *supabase.Client
	server   *langgraphtest.Server
	users    []scenario.User
}

// newStand starts both servers, the LangGraph server with the flaw.
func newStand(t testing.TB, flaw string, o supabasetest.Options) *stand {
	t.Helper()
	provider, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	options := langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: flaw}
	if !o.ES256 {
		options.JWTSecret = provider.JWTSecret
	}
	server, err := langgraphtest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s := &stand{provider: provider, server: server, client: &supabase.Client{URL: provider.URL, Key: provider.AnonKey}}
	s.users = []scenario.User{s.person(t, 1), s.person(t, 2)}
	return s
}

// person signs up and logs in.
func (s *stand) person(t testing.TB, i int) scenario.User {
	t.Helper()
	email := fmt.Sprintf("me+%d@example.com", i)
	if _, err := s.client.SignUp(t.Context(), email, password); err != nil {
		t.Fatal(err)
	}
	session, err := s.client.Login(t.Context(), email, password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.UpdateUser(t.Context(), session.AccessToken, map[string]any{"department": fmt.Sprintf("department-%d", i)}); err != nil {
		t.Fatal(err)
	}
	return scenario.User{Name: fmt.Sprintf("User %d", i), Email: email, Password: password, Token: session.AccessToken}
}

// admin may make accounts and end them.
func (s *stand) admin() *supabase.Client {
	return &supabase.Client{URL: s.provider.URL, Key: s.provider.ServiceKey}
}

// config verifies everything there is: each identity can be tried.
func (s *stand) config(t testing.TB) scenario.Config {
	t.Helper()
	return scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users, Provider: s.client, AnonKey: s.provider.AnonKey, ExpiredToken: s.expired(t)}}
}

// expired is a token of user 1 whose time is over, with the provider's signature.
func (s *stand) expired(t testing.TB) string {
	t.Helper()
	user, err := s.client.User(t.Context(), s.users[0].Token)
	if err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-2 * time.Hour)
	return s.provider.Mint(map[string]any{"sub": user.ID, "email": user.Email, "role": "authenticated", "aud": "authenticated",
		"iat": past.Unix(), "exp": past.Add(time.Hour).Unix()})
}

func verify(t testing.TB, c scenario.Config) *result.Report {
	t.Helper()
	report, err := scenario.Verify(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// plain is a full run with nothing on the way, which several tests look at.
type plain struct {
	once   sync.Once
	report *result.Report
	left   map[string]map[string]int // on the server afterwards, by user
}

var plains sync.Map // by flaw

// plainRun is the one full run of these tests against a server with the flaw.
func plainRun(t testing.TB, flaw string) *plain {
	t.Helper()
	known, _ := plains.LoadOrStore(flaw, new(plain))
	p := known.(*plain)
	p.once.Do(func() {
		s := newStand(t, flaw, supabasetest.Options{})
		report := verify(t, s.config(t))
		p.left = map[string]map[string]int{"User 1": s.holdings(t, s.users[0].Token), "User 2": s.holdings(t, s.users[1].Token)}
		p.report = report
	})
	if p.report == nil {
		t.Fatal("the run that is looked at failed in another test")
	}
	return p
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// some are all of the cases in CI, and the first few of them elsewhere.
func some[T any](few int, all ...T) []T {
	if thorough {
		return all
	}
	return all[:few]
}
