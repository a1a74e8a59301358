package cmd

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/langgraph/langgraphtest"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// TestSecrets plants known values and looks for them in all that the commands
// put out, on good servers, on ones that refuse, and on ones that quote back
// every header and body that they get.
func TestSecrets(t *testing.T) {
	t.Parallel()
	provider, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: "tutorial-as-published"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	echo := serve(t, quoteBack)
	echoLangGraph := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ok" {
			_, _ = io.WriteString(w, `{"ok":true}`)
			return
		}
		quoteBack(w, r)
	})
	echoPage := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		quoteBack(w, r)
	})

	good := map[string]string{
		"SUPABASE_URL":            provider.URL,
		"SUPABASE_ANON_KEY":       provider.AnonKey,
		"SUPABASE_SERVICE_KEY":    provider.ServiceKey,
		"SUPABASE_JWT_SECRET":     provider.JWTSecret,
		"LANGGRAPH_URL":           server.URL,
		"AUTHCHECK_EMAIL":         "me@example.com",
		"AUTHCHECK_PASSWORD":      "planted-password",
		"AUTHCHECK_HEADERS":       "X-Gateway-Key=planted-header",
		"AUTHCHECK_EXPIRED_TOKEN": "planted.expired.token",
		"AUTHCHECK_FOREIGN_TOKEN": "planted-foreign",
	}
	secrets := []string{"planted-password", "planted-client", "planted-header", "planted.expired.token", "planted-foreign", "planted-token",
		provider.AnonKey, provider.ServiceKey, provider.JWTSecret}
	if got := runIn(good, "signup"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	changed := func(change map[string]string) map[string]string {
		env := maps.Clone(good)
		maps.Copy(env, change)
		return env
	}
	user1, user2 := openSession(t, provider, "me+1@example.com"), openSession(t, provider, "me+2@example.com")
	secrets = append(secrets, user1, user2)
	environments := map[string]map[string]string{
		"good":          good,
		"tokens":        changed(map[string]string{"AUTHCHECK_TOKENS": user1 + "," + user2}),
		"opaque tokens": changed(map[string]string{"AUTHCHECK_TOKENS": "planted-token1,planted-token2"}),
		"echoing token endpoint": changed(map[string]string{"AUTHCHECK_OAUTH_TOKEN_URL": echo + "?key=planted-header",
			"AUTHCHECK_OAUTH_CLIENTS": "app:planted-client", "AUTHCHECK_OAUTH_USERS": "a:planted-password,b:planted-password"}),
		"echoing issuer":    changed(map[string]string{"AUTHCHECK_OAUTH_ISSUER": echo, "AUTHCHECK_OAUTH_CLIENTS": "app:planted-client,app2:planted-client"}),
		"service key alone": changed(map[string]string{"AUTHCHECK_PASSWORD": ""}),
		"failing token endpoint": changed(map[string]string{"AUTHCHECK_OAUTH_TOKEN_URL": echoPage + "?key=planted-header",
			"AUTHCHECK_OAUTH_CLIENTS": "app1:planted-client,app2:planted-client"}),
		"failing token command": changed(map[string]string{"AUTHCHECK_TOKEN_COMMANDS": "echo " + user1 + "; echo " + user2 + " >&2; false"}),
		"wrong password":        changed(map[string]string{"AUTHCHECK_PASSWORD": "planted-password-2"}),
		"keys swapped":          changed(map[string]string{"SUPABASE_ANON_KEY": provider.ServiceKey, "SUPABASE_SERVICE_KEY": provider.AnonKey}),
		"echoing provider":      changed(map[string]string{"SUPABASE_URL": echo}),
		"failing provider":      changed(map[string]string{"SUPABASE_URL": echoPage}),
		"echoing LangGraph":     changed(map[string]string{"LANGGRAPH_URL": echoLangGraph}),
		"failing LangGraph":     changed(map[string]string{"LANGGRAPH_URL": echoPage}),
		"nothing listens":       changed(map[string]string{"SUPABASE_URL": closed, "LANGGRAPH_URL": closed}),
		"secrets in URLs": changed(map[string]string{"SUPABASE_URL": "http://u:planted-password@127.0.0.1:1",
			"LANGGRAPH_URL": "http://127.0.0.1:1/?key=planted-header"}),
		"secrets misplaced": changed(map[string]string{"AUTHCHECK_HEADERS": "planted-header", "AUTHCHECK_PASSWORD": "planted-password\n"}),
	}
	commands := [][]string{
		{"signup"}, {"signup", "--confirm"}, {"doctor"}, {"doctor", "--format", "json"}, {"cleanup"}, {"login", "--format", "table"},
		{"verify", "--verbose"}, {"verify", "--quick"}, {"verify", "--format", "json"},
		{"verify", "--password=planted-password"}, {"verify", "--unknown=planted-password"}, {"verify", "--users=planted-password"},
		{"verify", "planted-password"},
	}
	for name, env := range environments {
		for _, args := range commands {
			t.Run(name+"/"+strings.Join(args, " "), func(t *testing.T) {
				t.Parallel() // full runs wait most of the time
				got := runIn(env, args...)
				for i, secret := range secrets {
					if strings.Contains(got.Stdout+got.Stderr, secret) {
						t.Errorf("secret %d is in the output:\n%s%s", i, got.Stdout, got.Stderr)
					}
				}
			})
		}
	}
}

// quoteBack answers with everything that it was sent.
func quoteBack(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, _ = fmt.Fprintf(w, "%s %s %v %s", r.Method, r.URL, r.Header, body)
}

// openSession logs a user of TestSecrets in.
func openSession(t *testing.T, provider *supabasetest.Server, user string) string {
	t.Helper()
	client := &supabase.Client{URL: provider.URL, Key: provider.AnonKey}
	s, err := client.Login(t.Context(), user, "planted-password")
	if err != nil {
		t.Fatal(err)
	}
	return s.AccessToken
}

// TestMask shows nothing of a token that tells it from others.
func TestMask(t *testing.T) {
	a := token(t, jwt.MapClaims{"sub": "a"})
	for text, want := range map[string]string{a: "eyJ…", "user1-token": "us…", "abc": "…", "": "…"} {
		if got := mask(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
