package scenario_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
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
	t.Parallel()
	for _, flaw := range []string{"no-auth", "fail-open"} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, flaw, supabasetest.Options{})
			config := s.config(t)
			config.JWTSecret, config.ExpiredToken = s.provider.JWTSecret, ""
			config.Header = http.Header{"X-Gateway-Key": {"gateway-secret-4711"}}
			var told bytes.Buffer
			options := report.Options{Out: &told, Progress: &told, Verbose: true}
			text := &report.Text{Options: options}
			config.Observe = func(e scenario.Event) { _ = text.Event(e); fmt.Fprintf(&told, "%+v %+v %+v\n", e, e.Result, e.Target) }
			r := verify(t, config)
			failed := []error{text.Report(r), report.PlanJSON(&told, scenario.PlanOf(config)), json.NewEncoder(&told).Encode(r)}
			for _, format := range report.Formats() {
				failed = append(failed, report.Replay(format.New(options), r))
			}
			for _, err := range failed {
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

// TestNoPieceIsTold: a refusal that quotes the token where an explanation is shortened tells
// no piece of it.
func TestNoPieceIsTold(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	c.JWTSecret = s.provider.JWTSecret
	c.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(quoting{w, strings.Repeat("x", 150) + r.Header.Get("Authorization")}, r)
		})
	})
	var told bytes.Buffer
	c.Keep = func(r *transcript.Transcript) { _ = json.NewEncoder(&told).Encode(r) }
	_ = json.NewEncoder(&told).Encode(verify(t, c))
	if at := strings.Index(told.String(), "eyJ"); at >= 0 {
		t.Errorf("a piece of a token is told: %s", told.String()[at-200:at+60])
	}
	if !strings.Contains(told.String(), "xxx") {
		t.Error("nothing was quoted")
	}
}

// quoting says something of its own in refusals.
type quoting struct {
	http.ResponseWriter
	said string
}

func (q quoting) WriteHeader(status int) {
	if status == http.StatusUnauthorized {
		q.Header().Del("Content-Length")
		q.ResponseWriter.WriteHeader(status)
		_ = json.NewEncoder(q.ResponseWriter).Encode(map[string]string{"detail": q.said})
		return
	}
	q.ResponseWriter.WriteHeader(status)
}

func (q quoting) Unwrap() http.ResponseWriter { return q.ResponseWriter }

// TestNoAddressIsTold: a server that takes the address for the owner shows it, with opaque
// tokens as well; only --show-emails has it told.
func TestNoAddressIsTold(t *testing.T) {
	t.Parallel()
	for name, show := range map[string]bool{"by default": false, "--show-emails": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			c := scenario.Config{Probe: scenario.Probe{Users: []scenario.User{{Name: "User 1", Token: "opaque-1"}, {Name: "User 2", Token: "opaque-2"}}, ShowEmails: show}}
			inward, outward := []string{}, []string{}
			for i, address := range []string{"Carol@corp.example", "dave@corp.example"} {
				subject := claimedSubject(t, s.users[i].Token)
				inward, outward = append(inward, address, subject, c.Users[i].Token, s.users[i].Token), append(outward, subject, address, s.users[i].Email, address)
			}
			c.URL = s.front(t, func(next http.Handler) http.Handler {
				return renaming(next, strings.NewReplacer(inward...), strings.NewReplacer(outward...))
			})
			var told bytes.Buffer
			c.Keep = func(r *transcript.Transcript) { _ = json.NewEncoder(&told).Encode(r) }
			r := verify(t, c)
			for _, format := range report.Formats() {
				if err := report.Replay(format.New(report.Options{Out: &told, Progress: &told, Verbose: true}), r); err != nil {
					t.Fatal(err)
				}
			}
			text := strings.ToLower(told.String())
			for _, address := range []string{"carol@", "carol%40", `carol\u0040`, "dave@", "dave%40"} {
				if !show && strings.Contains(text, address) {
					at := strings.Index(text, address)
					t.Errorf("%s is told: %s", address, text[max(0, at-200):at])
				}
			}
			if show != strings.Contains(text, "carol@corp.example") {
				t.Error("--show-emails does not have the address told")
			}
		})
	}
}

func claimedSubject(t *testing.T, token string) string {
	t.Helper()
	claims, _, _ := supabase.Claims(token)
	subject, err := claims.GetSubject()
	if err != nil || subject == "" {
		t.Fatal("no subject", err)
	}
	return subject
}

// renaming has a server know its users by other names.
func renaming(next http.Handler, inward, outward *strings.Replacer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		changed := inward.Replace(string(body))
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(changed)), int64(len(changed))
		r.Header.Set("Authorization", inward.Replace(r.Header.Get("Authorization")))
		r.Header.Del("Accept-Encoding")
		next.ServeHTTP(renamed{w, outward}, r)
	})
}

// renamed changes an answer as it comes.
type renamed struct {
	http.ResponseWriter
	names *strings.Replacer
}

func (r renamed) WriteHeader(status int) {
	r.Header().Del("Content-Length")
	r.ResponseWriter.WriteHeader(status)
}

func (r renamed) Write(body []byte) (int, error) {
	_, err := io.WriteString(r.ResponseWriter, r.names.Replace(string(body)))
	return len(body), err
}

func (r renamed) Unwrap() http.ResponseWriter { return r.ResponseWriter }

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

// TestNobodyElsesSecretIsKept: where a policy tells many users apart, a pair's transcript has
// nothing secret of the others either, whom a careless server shows to everybody.
func TestNobodyElsesSecretIsKept(t *testing.T) {
	t.Parallel()
	s := newStand(t, "no-owner-filter", supabasetest.Options{})
	s.users = append(s.users, s.person(t, 3))
	third := s.users[2]
	var made map[string]any
	s.ask(t, third.Token, "POST", "/threads", fmt.Sprintf(`{"metadata":{"mail":%q,"token":%q,"password":%q}}`, third.Email, third.Token, "third-"+password), &made)
	config := s.config(t)
	config.Users, config.Only = s.users, []string{"threads.search/*"}
	config.Users[2].Password = "third-" + password
	for _, user := range config.Users {
		config.People = append(config.People, catalog.Person{Name: user.Name})
	}
	config.Keep = func(kept *transcript.Transcript) {
		var all bytes.Buffer
		_ = kept.Write(&all)
		if !strings.Contains(all.String(), "«email:another-1»") {
			t.Error("the server did not show the third user's thread")
		}
		for what, secret := range map[string]string{"address": third.Email, "token": third.Token, "password": "third-" + password} {
			if strings.Contains(all.String(), secret) {
				t.Errorf("the third user's %s is kept", what)
			}
		}
	}
	verify(t, config)
}
