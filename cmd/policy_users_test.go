package cmd

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// seenBy is what servers were asked, whatever the order.
type seenBy struct {
	mu  sync.Mutex
	all map[string]bool
}

func (s *seenBy) add(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]bool{}
	}
	s.all[what] = true
}

// TestPolicyUsersAreForged: the anon key, a token of another application and one that confuses
// the provider's keys are tried, too, where a policy says who the users are.
func TestPolicyUsersAreForged(t *testing.T) {
	t.Parallel()
	const (
		foreign = "of-the-other-application"
		anon    = "sb_publishable_0123456789abcdef01234567"
		keys    = "keys of the issuer"
	)
	var seen *seenBy
	var issuer string
	issuer = serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]any{"issuer": issuer, "token_endpoint": issuer + "/tokens", "jwks_uri": issuer + "/keys"})
		case "/keys":
			seen.add(keys)
			_, _ = io.WriteString(w, `{"keys":[]}`)
		default:
			id, _, _ := r.BasicAuth()
			_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "of-" + id, "token_type": "Bearer"})
		}
	})
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ok" {
			_, _ = io.WriteString(w, `{"ok":true}`)
			return
		}
		seen.add(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		w.WriteHeader(http.StatusUnauthorized)
	})
	clients := map[string]string{"AUTHCHECK_OAUTH_ISSUER": issuer, "AUTHCHECK_OAUTH_FOREIGN": "the-other-application:hush-hush"}
	for name, test := range map[string]struct {
		policy string
		env    map[string]string
		want   []string
	}{
		"clients": {"users:\n  ann: {client: $ONE}\n  bob: {client: $TWO}\n", clients, []string{foreign, anon, keys}},
		"tokens": {"users:\n  ann: {token: $ONE}\n  bob: {token: $TWO}\n", map[string]string{"ONE": token(t, jwt.MapClaims{"sub": "1", "iss": issuer}), "TWO": "two"},
			[]string{anon, keys}},
		"a token and a client": {"users:\n  ann: {token: $ONE}\n  bob: {client: $TWO}\n", clients, []string{foreign, anon}},
	} {
		seen = new(seenBy)
		env := map[string]string{"LANGGRAPH_URL": server, "SUPABASE_ANON_KEY": anon, "ONE": "one:hush-hush", "TWO": "two:hush-hush"}
		if name == "a token and a client" {
			env["ONE"] = "opaque"
		}
		for variable, value := range test.env {
			env[variable] = value
		}
		path := filepath.Join(t.TempDir(), "policy.yaml")
		if err := os.WriteFile(path, []byte(test.policy), 0o600); err != nil {
			t.Fatal(err)
		}
		got := runIn(env, "verify", "--policy", path)
		var tried []string
		for _, what := range []string{foreign, anon, keys} {
			if seen.all[what] {
				tried = append(tried, what)
			}
		}
		if diff := cmp.Diff(test.want, tried); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s%s", name, diff, got.Stdout, got.Stderr)
		}
	}
}
