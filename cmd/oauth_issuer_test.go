package cmd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// issuer is an OAuth2 provider that describes itself and gives tokens that only it can read.
type issuer struct {
	url      string
	document map[string]any    // at path
	path     string            // of the description, below url
	users    map[string]string // by token
	asked    []string          // what was asked for: a grant, or an endpoint
	refuse   string            // the grant that is refused
	mu       sync.Mutex        // users are served at once
}

func newIssuer(t *testing.T, path string) *issuer {
	i := &issuer{path: path, users: map[string]string{}}
	i.url = serve(t, func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		switch r.URL.Path {
		case i.path:
			_ = json.NewEncoder(w).Encode(i.document)
		case "/tokens":
			i.give(w, r)
		case "/introspect":
			i.asked = append(i.asked, "introspection")
			_ = json.NewEncoder(w).Encode(map[string]any{"active": true, "sub": i.users[r.PostForm.Get("token")], "iss": i.url})
		case "/userinfo":
			i.asked = append(i.asked, "userinfo")
			_ = json.NewEncoder(w).Encode(map[string]any{"sub": i.users[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]})
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"error":"Realm does not exist"}`)
		}
	})
	i.document = map[string]any{"issuer": i.url, "token_endpoint": i.url + "/tokens", "jwks_uri": i.url + "/keys"}
	return i
}

func (i *issuer) give(w http.ResponseWriter, r *http.Request) {
	grant := r.PostForm.Get("grant_type")
	i.asked = append(i.asked, grant)
	if grant == i.refuse {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	name := r.PostForm.Get("username")
	if id, _, ok := r.BasicAuth(); ok && name == "" {
		name = id
	}
	token := fmt.Sprintf("opaque-%d", len(i.users)+1)
	i.users[token] = strings.TrimSuffix(name, "@example.com")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": token, "refresh_token": "refresh-" + token, "token_type": "Bearer", "expires_in": 600})
}

// TestOAuthIssuer finds the token endpoint by discovery, and asks whose tokens those are
// that only the provider can read.
func TestOAuthIssuer(t *testing.T) {
	t.Parallel()
	const clients, users = "AUTHCHECK_OAUTH_CLIENTS", "AUTHCHECK_OAUTH_USERS"
	tests := []struct {
		name, path string
		given      string // what follows the address
		more       map[string]string
		env        map[string]string
		asked      []string
		want       []string // identities
	}{
		{"OpenID Connect", "/.well-known/openid-configuration", "", nil, map[string]string{clients: "a:1,b:2"},
			[]string{"client_credentials", "client_credentials"}, []string{"", ""}},
		{"a slash at the end", "/.well-known/openid-configuration", "/", nil, map[string]string{clients: "a:1,b:2"},
			[]string{"client_credentials", "client_credentials"}, []string{"", ""}},
		{"the description's own address", "/.well-known/openid-configuration", "/.well-known/openid-configuration", nil, map[string]string{clients: "a:1,b:2"},
			[]string{"client_credentials", "client_credentials"}, []string{"", ""}},
		{"RFC 8414", "/.well-known/oauth-authorization-server/tenant", "/tenant", nil, map[string]string{clients: "a:1,b:2"},
			[]string{"client_credentials", "client_credentials"}, []string{"", ""}},
		{"introspection", "/.well-known/openid-configuration", "", map[string]string{"introspection_endpoint": "/introspect", "userinfo_endpoint": "/userinfo"},
			map[string]string{clients: "a:1,b:2"}, []string{"client_credentials", "introspection", "client_credentials", "introspection"}, []string{"a", "b"}},
		{"a public client", "/.well-known/openid-configuration", "", map[string]string{"introspection_endpoint": "/introspect", "userinfo_endpoint": "/userinfo"},
			map[string]string{clients: "app", users: "ann:1,bob:2"}, []string{"password", "userinfo", "password", "userinfo"}, []string{"ann", "bob"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			i := newIssuer(t, test.path)
			for name, path := range test.more {
				i.document[name] = i.url + path
			}
			got := runIn(test.env, "login", "--format", "json", "--oauth-issuer", i.url+test.given)
			var out struct {
				Users []struct {
					Identity  string
					ExpiresAt string `json:"expires_at"`
				}
			}
			if err := json.Unmarshal([]byte(got.Stdout), &out); err != nil {
				t.Fatalf("%+v", got)
			}
			var identities []string
			for _, user := range out.Users {
				identities = append(identities, user.Identity)
				if user.ExpiresAt == "" {
					t.Error("expires_in is not told")
				}
			}
			if diff := cmp.Diff(test.want, identities); diff != "" {
				t.Errorf("identities (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.asked, i.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOAuthIssuerRefusals says what is wrong with what was given for an issuer, or for a
// token endpoint.
func TestOAuthIssuerRefusals(t *testing.T) {
	t.Parallel()
	const described = "/.well-known/openid-configuration"
	i := newIssuer(t, described)
	nothing := serve(t, http.NotFound)
	poor := newIssuer(t, described)
	delete(poor.document, "token_endpoint")
	tests := []struct {
		name, error, hint string
		code              int
		args              []string
	}{
		{"an issuer for a token endpoint", i.url + "/ is an issuer, not its token endpoint", "give it with --oauth-issuer or AUTHCHECK_OAUTH_ISSUER", exitRefused,
			[]string{"--oauth-token-url", i.url + "/"}},
		{"a description for a token endpoint", "--oauth-token-url: this is the provider's description, not its token endpoint", "give it with --oauth-issuer", exitRefused,
			[]string{"--oauth-token-url", i.url + described}},
		{"another realm", "User 1: " + i.url + "/tokenz does not answer like a token endpoint: Realm does not exist",
			"check --oauth-token-url", exitNoAnswer, []string{"--oauth-token-url", i.url + "/tokenz"}},
		{"no issuer", nothing + " does not describe itself as an issuer: " + nothing + described + " answered 404 Not Found: no such document",
			"check --oauth-issuer", exitNoAnswer, []string{"--oauth-issuer", nothing}},
		{"an issuer of no tokens", "the issuer " + poor.url + " names no token endpoint", "check --oauth-issuer", exitNoAnswer,
			[]string{"--oauth-issuer", poor.url}},
		{"nothing listens", "OAuth2 issuer http://127.0.0.1:1: nothing listens there", "start the server, or check --oauth-issuer", exitNoAnswer,
			[]string{"--oauth-issuer", "http://127.0.0.1:1"}},
		{"both", "--oauth-token-url and --oauth-issuer are two ways of giving tokens", "give the one that counts", exitRefused,
			[]string{"--oauth-issuer", i.url, "--oauth-token-url", i.url}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := outcome{test.code, "", "authcheck: error: " + test.error + "\nauthcheck: hint: " + test.hint + "\n"}
			got := runIn(map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "a:1,b:2"}, append([]string{"login"}, test.args...)...)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOneUserTwice is refused by every command, as soon as it can be seen.
func TestOneUserTwice(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, "/.well-known/openid-configuration")
	i.document["introspection_endpoint"] = i.url + "/introspect"
	one := token(t, jwt.MapClaims{"sub": "1", "iss": "x", "exp": 4102444800})
	again := token(t, jwt.MapClaims{"sub": "1", "iss": "x", "exp": 4102444801})
	const another = "\nauthcheck: hint: log in as another user for the second one\n"
	tests := []struct {
		name string
		env  map[string]string
		want string
	}{
		{"tokens", map[string]string{"AUTHCHECK_TOKEN_COMMANDS": "echo " + one + "\necho " + again},
			"tokens 1 and 2 belong to one user: their issuer and sub are the same" + another},
		{"clients", map[string]string{"AUTHCHECK_OAUTH_ISSUER": i.url, "AUTHCHECK_OAUTH_CLIENTS": "a:1,a:1"},
			"AUTHCHECK_OAUTH_CLIENTS: entries 1 and 2 are one user\nauthcheck: hint: give two users\n"},
		{"users", map[string]string{"AUTHCHECK_OAUTH_ISSUER": i.url, "AUTHCHECK_OAUTH_CLIENTS": "a,b", "AUTHCHECK_OAUTH_USERS": "ann:1,ann:1"},
			"AUTHCHECK_OAUTH_USERS: entries 1 and 2 are one user\nauthcheck: hint: give two users\n"},
		{"users by another name", map[string]string{"AUTHCHECK_OAUTH_ISSUER": i.url, "AUTHCHECK_OAUTH_CLIENTS": "a:1", "AUTHCHECK_OAUTH_USERS": "ann:1,ann@example.com:1"},
			"tokens 1 and 2 belong to one user: their issuer and sub are the same" + another},
	}
	for _, test := range tests {
		for _, command := range [][]string{{"login"}, {"verify"}, {"cleanup"}} {
			t.Run(test.name+"/"+command[0], func(t *testing.T) {
				i.asked = nil
				test.env["LANGGRAPH_URL"] = "http://127.0.0.1:1"
				got := runIn(test.env, command...)
				if diff := cmp.Diff(outcome{exitRefused, "", "authcheck: error: " + test.want}, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if test.name == "clients" && len(i.asked) > 0 {
					t.Errorf("asked %v before", i.asked)
				}
			})
		}
	}
}

// TestDoctorOpaqueTokens tells whose they are, and how long they last.
func TestDoctorOpaqueTokens(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, "/.well-known/openid-configuration")
	i.document["introspection_endpoint"] = i.url + "/introspect"
	for want, env := range map[string]map[string]string{
		"✅ User 2                     a token of b, as the provider says, good for another 10m": {"AUTHCHECK_OAUTH_ISSUER": i.url, "AUTHCHECK_OAUTH_CLIENTS": "a:1,b:2"},
		"✅ User 2                     a token that only the server can read":                    {"AUTHCHECK_TOKENS": "user1-token,user2-token"},
	} {
		env["LANGGRAPH_URL"] = "http://127.0.0.1:1"
		if got := runIn(env, "doctor"); !strings.Contains(got.Stdout, want+"\n") {
			t.Errorf("no line %q in:\n%s", want, got.Stdout)
		}
	}
}

// TestForeignClient gets user 1's token for another application, and says which client was
// refused.
func TestForeignClient(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	e.reply = func(w http.ResponseWriter, asked url.Values) {
		if asked.Get("client_id") == "other" || strings.HasPrefix(e.basic[len(e.basic)-1], "other:") {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"invalid_client"}`)
			return
		}
		e.give(w, map[string]any{"access_token": "of-" + asked.Get("username"), "token_type": "Bearer"})
	}
	got := runIn(map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "app", "AUTHCHECK_OAUTH_USERS": "ann:1,bob:2", "AUTHCHECK_OAUTH_FOREIGN": "other:hush-hush",
		"LANGGRAPH_URL": "http://127.0.0.1:1"}, "verify", "--oauth-token-url", e.url, "--oauth-audience", "https://api")
	want := outcome{exitRefused, "", "authcheck: error: the other application: the token endpoint refused: invalid_client\nauthcheck: hint: check AUTHCHECK_OAUTH_FOREIGN\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	last := e.asked[len(e.asked)-1]
	if last.Get("username") != "ann" || last.Get("audience") != "" {
		t.Errorf("asked %v, want user 1, for any audience", last)
	}
}

// TestPolicyClient names the variable that a policy has the refused client in.
func TestPolicyClient(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	e.refuse(401, "invalid_client", "")
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, []byte("users:\n  ann: {client: $ANN_CLIENT}\n  bob: {client: $BOB_CLIENT}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := runIn(map[string]string{"ANN_CLIENT": "ann:hush-hush", "BOB_CLIENT": "bob:hush-hush"}, "verify", "--policy", path, "--oauth-token-url", e.url)
	want := outcome{exitRefused, "", "authcheck: error: ann: the token endpoint refused: invalid_client\nauthcheck: hint: check ANN_CLIENT\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOAuthIssuerAbove names the issuer where the address of its token endpoint was given for it.
func TestOAuthIssuerAbove(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, "/realms/test/.well-known/openid-configuration")
	got := runIn(map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "a:1,b:2"}, "login", "--oauth-issuer", i.url+"/realms/test/protocol/openid-connect/token")
	if want := "hint: the issuer is " + i.url + "/realms/test\n"; got.Code != exitNoAnswer || !strings.HasSuffix(got.Stderr, want) {
		t.Errorf("%+v", got)
	}
}
