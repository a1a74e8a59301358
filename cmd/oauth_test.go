package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// endpoint is an OAuth2 token endpoint that gives user names as tokens and
// keeps what it was asked, in whichever order users were served.
type endpoint struct {
	*testing.T
	mu    sync.Mutex
	url   string
	asked []url.Values
	basic []string // of the Authorization header: id:secret
	reply func(http.ResponseWriter, url.Values)
}

func newEndpoint(t *testing.T) *endpoint {
	e := &endpoint{T: t}
	e.url = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		id, secret, _ := r.BasicAuth()
		e.mu.Lock()
		defer e.mu.Unlock()
		e.asked, e.basic = append(e.asked, r.PostForm), append(e.basic, id+":"+secret)
		if e.reply != nil {
			e.reply(w, r.PostForm)
			return
		}
		name := r.PostForm.Get("username")
		if name == "" {
			name = id
		}
		e.give(w, map[string]any{"access_token": "access-of-" + name, "id_token": "id-of-" + name, "token_type": "Bearer"})
	}) + "/token"
	return e
}

func (e *endpoint) give(w http.ResponseWriter, answer map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		e.Error(err)
	}
}

func (e *endpoint) refuse(status int, code, description string) {
	e.reply = func(w http.ResponseWriter, _ url.Values) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error":%q,"error_description":%q}`, code, description)
	}
}

// tokensOf logs in and returns the tokens that are printed.
func tokensOf(t *testing.T, env map[string]string, args ...string) []string {
	t.Helper()
	got := runIn(env, append([]string{"login", "--format", "json"}, args...)...)
	if got.Code != exitOK {
		t.Fatalf("%+v", got)
	}
	var out struct{ Users []struct{ Token string } }
	if err := json.Unmarshal([]byte(got.Stdout), &out); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, user := range out.Users {
		list = append(list, user.Token)
	}
	return list
}

func TestOAuthGrants(t *testing.T) {
	t.Parallel()
	const clients, users = "AUTHCHECK_OAUTH_CLIENTS", "AUTHCHECK_OAUTH_USERS"
	asks := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	tests := []struct {
		name  string
		env   map[string]string
		args  []string
		asked []url.Values
		basic []string
		want  []string
	}{
		{
			"two clients", map[string]string{clients: "app-a:s:1,app-b:s2"}, nil,
			[]url.Values{asks("grant_type", "client_credentials"), asks("grant_type", "client_credentials")},
			[]string{"app-a:s%3A1", "app-b:s2"}, []string{"access-of-app-a", "access-of-app-b"},
		},
		{
			"two users of one client", map[string]string{clients: "app:secret", users: "ann:pass,word\nbob:pass:word"},
			[]string{"--oauth-scope", "openid  email", "--oauth-audience", "https://api", "--oauth-token", "id_token"},
			[]url.Values{
				asks("grant_type", "password", "username", "ann", "password", "pass,word", "scope", "openid email", "audience", "https://api"),
				asks("grant_type", "password", "username", "bob", "password", "pass:word", "scope", "openid email", "audience", "https://api"),
			},
			[]string{"app:secret", "app:secret"}, []string{"id-of-ann", "id-of-bob"},
		},
		{
			"public client", map[string]string{clients: "app", users: "ann:1,bob:2"}, nil,
			[]url.Values{
				asks("grant_type", "password", "username", "ann", "password", "1", "client_id", "app"),
				asks("grant_type", "password", "username", "bob", "password", "2", "client_id", "app"),
			},
			[]string{":", ":"}, []string{"access-of-ann", "access-of-bob"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t)
			got := tokensOf(t, test.env, append(test.args, "--oauth-token-url", e.url)...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("tokens (-want +got):\n%s", diff)
			}
			slices.SortFunc(e.asked, func(a, b url.Values) int { return strings.Compare(a.Encode(), b.Encode()) })
			slices.Sort(e.basic)
			if diff := cmp.Diff(test.asked, e.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.basic, e.basic); diff != "" {
				t.Errorf("authorization (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOAuthRefusals(t *testing.T) {
	t.Parallel()
	env := map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "app:hush-hush,b:hush-hush"}
	tests := []struct {
		name  string
		reply func(*endpoint)
		env   map[string]string
		args  []string
		want  outcome
	}{
		{"wrong secret, quoted back", func(e *endpoint) { e.refuse(401, "invalid_client", "no client has hush-hush") }, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: invalid_client: no client has …\nauthcheck: hint: check AUTHCHECK_OAUTH_CLIENTS\n"}},
		{"rate limit", func(e *endpoint) { e.refuse(429, "slow_down", "") }, nil, nil,
			outcome{exitNoAnswer, "", "authcheck: error: User 1: the token endpoint limits the rate: slow_down\nauthcheck: hint: try again later\n"}},
		{"crash", func(e *endpoint) { e.refuse(500, "", "") }, nil, nil,
			outcome{exitNoAnswer, "", "authcheck: error: User 1: the token endpoint had a problem: 500 Internal Server Error\nauthcheck: hint: try again later\n"}},
		{"Keycloak, wrong secret", func(e *endpoint) {
			e.refuse(401, "unauthorized_client", "Invalid client or Invalid client credentials")
		}, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: unauthorized_client: Invalid client or Invalid client credentials\nauthcheck: hint: check the secrets in AUTHCHECK_OAUTH_CLIENTS\n"}},
		{"Keycloak, no passwords", func(e *endpoint) {
			e.refuse(400, "unauthorized_client", "Client not allowed for direct access grants")
		}, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: unauthorized_client: Client not allowed for direct access grants\nauthcheck: hint: switch \"Direct access grants\" on for this client\n"}},
		{"Keycloak, first login", func(e *endpoint) { e.refuse(400, "invalid_grant", "Account is not fully set up") }, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: invalid_grant: Account is not fully set up\nauthcheck: hint: finish the user's first login: the provider wants something done at it, such as a new password\n"}},
		{"Auth0, wrong secret", func(e *endpoint) { e.refuse(401, "access_denied", "Unauthorized") }, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: access_denied: Unauthorized\nauthcheck: hint: check the secrets in AUTHCHECK_OAUTH_CLIENTS\n"}},
		{"Auth0, not this API", func(e *endpoint) {
			e.refuse(403, "access_denied", `Client is not authorized to access "https://api". You might probably want to create a "client-grant" associated to this API.`)
		}, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: access_denied: Client is not authorized to access \"https://api\". You might probably want to create a \"client-grant\" associated to this API.\nauthcheck: hint: authorize this client for the API of --oauth-audience at the provider\n"}},
		{"Auth0, no such API", func(e *endpoint) { e.refuse(403, "access_denied", "Service not found: https://api") }, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: access_denied: Service not found: https://api\nauthcheck: hint: check --oauth-audience: the provider has no such API\n"}},
		{"Auth0, no directory", func(e *endpoint) {
			e.refuse(500, "server_error", "Authorization server not configured with default connection.")
		}, nil, nil,
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint refused: server_error: Authorization server not configured with default connection.\nauthcheck: hint: set the tenant's Default Directory, in which users with passwords are\n"}},
		{"a page", func(e *endpoint) {
			e.reply = func(w http.ResponseWriter, _ url.Values) { _, _ = io.WriteString(w, "<html>hush-hush") }
		}, nil, nil,
			outcome{exitNoAnswer, "", "authcheck: error: User 1: <url> answered, but not with a token\nauthcheck: hint: check --oauth-token-url\n"}},
		{"another address", func(e *endpoint) {
			e.reply = func(w http.ResponseWriter, _ url.Values) { w.WriteHeader(404) }
		}, nil, nil,
			outcome{exitNoAnswer, "", "authcheck: error: User 1: <url> does not answer like a token endpoint: 404 Not Found\nauthcheck: hint: check --oauth-token-url\n"}},
		{"a redirect", func(e *endpoint) {
			e.reply = func(w http.ResponseWriter, _ url.Values) { w.Header().Set("Location", "/other"); w.WriteHeader(307) }
		}, nil, nil,
			outcome{exitNoAnswer, "", "authcheck: error: User 1: the token endpoint redirects\nauthcheck: hint: check --oauth-token-url: redirects are not followed\n"}},
		{"no ID token", func(e *endpoint) {
			e.reply = func(w http.ResponseWriter, _ url.Values) { e.give(w, map[string]any{"access_token": "a"}) }
		}, nil, []string{"--oauth-token", "id_token"},
			outcome{exitRefused, "", "authcheck: error: User 1: the token endpoint gave no id_token\nauthcheck: hint: ask for it with --oauth-scope openid, or use --oauth-token access_token\n"}},
		{"more clients than users", nil, map[string]string{"AUTHCHECK_OAUTH_USERS": "a:1,b:2,c:3"}, nil,
			outcome{exitRefused, "", "authcheck: error: AUTHCHECK_OAUTH_CLIENTS has 2 clients, and AUTHCHECK_OAUTH_USERS 3 users\nauthcheck: hint: give one client for all users, or one for each\n"}},
		{"a user without password", nil, map[string]string{"AUTHCHECK_OAUTH_USERS": "hush-hush"}, nil,
			outcome{exitRefused, "", "authcheck: error: AUTHCHECK_OAUTH_USERS: a user has no name or no password\nauthcheck: hint: write NAME1:PASSWORD1,NAME2:PASSWORD2; one a line where a comma is in them\n"}},
		{"secrets on the command line", nil, nil, []string{"--oauth-client-secret=hush-hush"},
			outcome{exitRefused, "", "authcheck: error: there is no flag --oauth-client-secret\nauthcheck: hint: set AUTHCHECK_OAUTH_CLIENTS instead: flags show up in process lists\n"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t)
			if test.reply != nil {
				test.reply(e)
			}
			all := map[string]string{}
			for _, from := range []map[string]string{env, test.env} {
				for name, value := range from {
					all[name] = value
				}
			}
			got := runIn(all, append([]string{"login", "--oauth-token-url", e.url}, test.args...)...)
			got.Stderr = strings.ReplaceAll(got.Stderr, e.url, "<url>")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoginOtherProvider tells what tokens of another provider say of their users.
func TestLoginOtherProvider(t *testing.T) {
	t.Parallel()
	jwt1 := token(t, jwt.MapClaims{"sub": "u-1", "email": "ann@example.com", "exp": time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC).Unix()})
	got := runIn(nil, "login", "--format", "json", "--token-command", "echo "+jwt1, "--token-command", "echo Bearer opaque")
	want := fmt.Sprintf(`{
  "users": [
    {
      "user": "User 1",
      "email": "ann@example.com",
      "identity": "u-1",
      "expires_at": "2100-01-02T03:04:05Z",
      "token": %q
    },
    {
      "user": "User 2",
      "email": "",
      "identity": "",
      "token": "opaque"
    }
  ]
}
`, jwt1)
	if diff := cmp.Diff(outcome{exitOK, want, ""}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
