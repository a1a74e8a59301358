package scenario_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"authcheck/scenario"
	"authcheck/scenario/report"
	"authcheck/supabase/supabasetest"
)

// planted are the values that nobody may ever be shown, by what they are.
func (s *stand) planted(c scenario.Config) map[string]string {
	secrets := map[string]string{
		"password": password, "anon key": s.provider.AnonKey, "service key": s.provider.ServiceKey, "JWT secret": s.provider.JWTSecret,
		"expired token": c.ExpiredToken, "header": c.Header.Get("X-Gateway-Key"), "token 1": c.Users[0].Token, "token 2": c.Users[1].Token,
	}
	for name, value := range secrets {
		if parts := strings.Split(value, "."); len(parts) == 3 {
			secrets["signature of "+name] = parts[2]
		}
	}
	return secrets
}

// jwts finds tokens of any kind, forged ones too.
var jwts = regexp.MustCompile(`eyJ[\w-]+\.[\w-]*\.[\w-]*`)

// TestNoSecretIsTold: not in the report, in any format, nor in what is told while
// it runs, on servers that let everybody see everything.
func TestNoSecretIsTold(t *testing.T) {
	for _, flaw := range []string{"no-auth", "fail-open"} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, flaw, supabasetest.Options{})
			config := s.config(t)
			config.JWTSecret, config.ExpiredToken = s.provider.JWTSecret, ""
			config.Header = http.Header{"X-Gateway-Key": {"gateway-secret-4711"}}
			var told bytes.Buffer
			text := &report.Text{Out: &told, Progress: &told, Verbose: true}
			config.Observe = func(e scenario.Event) { text.Observe(e); fmt.Fprintf(&told, "%+v %+v %+v\n", e, e.Result, e.Target) }
			r := verify(t, config)
			text.Finish(r)
			plan := scenario.PlanOf(config)
			for _, err := range []error{report.JSON(&told, r), report.JUnit(&told, r), report.SARIF(&told, r), report.Markdown(&told, r),
				report.HTML(&told, r), report.Annotations(&told, r), report.PlanJSON(&told, plan), json.NewEncoder(&told).Encode(r)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			for what, value := range s.planted(config) {
				if value != "" && strings.Contains(told.String(), value) {
					t.Errorf("the %s is told", what)
				}
			}
			if found := jwts.FindString(told.String()); found != "" {
				t.Errorf("a token is told: %.12s…", found)
			}
			if told.Len() < 100_000 {
				t.Errorf("only %d characters were looked at", told.Len())
			}
		})
	}
}

// TestSecretsStayHome: the LangGraph server never gets passwords, the service key
// or the JWT secret; the provider never gets headers that are meant for a gateway.
func TestSecretsStayHome(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config := s.config(t)
	config.JWTSecret = s.provider.JWTSecret
	config.Header = http.Header{"X-Gateway-Key": {"gateway-secret-4711"}}
	var mu sync.Mutex
	var server, provider strings.Builder
	var sent wire
	config.HTTP = sent.client(func(req *http.Request) *http.Response {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(&server, req.URL, req.Header)
		return nil
	})
	s.provider.Intercept(func(_ http.ResponseWriter, req *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(&provider, req.URL, req.Header)
		return false
	})
	verify(t, config)
	heard := server.String() + strings.Join(sent.sent, "\n")
	for what, value := range map[string]string{"password": password, "service key": s.provider.ServiceKey, "JWT secret": s.provider.JWTSecret} {
		if strings.Contains(heard, value) {
			t.Errorf("the LangGraph server gets the %s", what)
		}
	}
	if !strings.Contains(heard, "gateway-secret-4711") {
		t.Error("the LangGraph server does not get the gateway's header")
	}
	if strings.Contains(provider.String(), "gateway-secret-4711") {
		t.Error("the provider gets the gateway's header")
	}
}
