package tokens

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
)

// TestRefreshToken trades refresh tokens for new ones, and logs in anew where one is not
// taken any more.
func TestRefreshToken(t *testing.T) {
	var asked []string
	refused := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked = append(asked, r.PostForm.Get("grant_type")+" "+r.PostForm.Get("refresh_token")+r.PostForm.Get("username"))
		w.Header().Set("Content-Type", "application/json")
		if refused && r.PostForm.Get("refresh_token") != "" {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant", "error_description": "Token is not active"})
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": r.PostForm.Get("username") + "t" + r.PostForm.Get("refresh_token"),
			"refresh_token": "r" + r.PostForm.Get("refresh_token"), "token_type": "Bearer"})
	}))
	defer server.Close()
	v, err := waysOf(t, map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "app", "AUTHCHECK_OAUTH_USERS": "ann:1,bob:2"}, "", "--oauth-token-url", server.URL)
	if err != nil {
		t.Fatal(err)
	}
	source, err := SourceOf(t.Context(), v, settings.TokenWays...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range 4 {
		refused = i == 3
		token, err := source.get[0](t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, token)
	}
	if diff := cmp.Diff([]string{"annt", "tr", "trr", "annt"}, got); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"password ann", "refresh_token r", "refresh_token rr", "refresh_token rrr", "password ann"}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// TestNoSecretWithoutTLS: an issuer that has TLS sends nobody's secret where there is none.
func TestNoSecretWithoutTLS(t *testing.T) {
	asked := make(chan string, 8)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		_ = json.NewEncoder(w).Encode(map[string]any{"active": true, "sub": "of a plain server"})
	}))
	defer plain.Close()
	about := map[string]string{}
	issuer := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/token":
			_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "opaque", "token_type": "Bearer"})
		case "/userinfo":
			_ = json.NewEncoder(w).Encode(map[string]any{"sub": "ann"})
		default:
			_ = json.NewEncoder(w).Encode(about)
		}
	}))
	defer issuer.Close()
	for want, more := range map[string]map[string]string{
		"":    {"introspection_endpoint": plain.URL + "/introspect", "userinfo_endpoint": plain.URL + "/userinfo"},
		"ann": {"introspection_endpoint": plain.URL + "/introspect", "userinfo_endpoint": issuer.URL + "/userinfo"},
	} {
		about = map[string]string{"token_endpoint": issuer.URL + "/token"}
		maps.Copy(about, more)
		server := &oauthServer{way: settings.OAuthIssuer, address: issuer.URL, client: issuer.Client()}
		g := &grant{user: "User 1", server: server, id: "app", secret: "hush-hush", name: "ann", password: "1"}
		token, err := g.get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := g.who(t.Context(), token); got.ID != want {
			t.Errorf("user %q, want %q", got.ID, want)
		}
		if len(asked) > 0 {
			t.Errorf("%s was asked without TLS", <-asked)
		}
	}
}

// TestClientAuthentication: the client shows its secret in the header, and in the form only to a
// provider that has it there. What is no matter of the client is asked once: a user with a wrong
// password is one try nearer to being locked out.
func TestClientAuthentication(t *testing.T) {
	const header, form = "header", "form"
	const secrets, users = "check AUTHCHECK_OAUTH_CLIENTS", "check AUTHCHECK_OAUTH_USERS"
	for name, test := range map[string]struct {
		status int
		says   map[string]string // by the way in which the secret came: an error and its description; no entry for a token
		asked  []string          // for two users
		hint   string            // "" where there are tokens
	}{
		"both are taken":        {400, nil, []string{header, header}, ""},
		"the form alone":        {401, map[string]string{header: "invalid_client "}, []string{header, form, form}, ""},
		"Auth0, the form alone": {401, map[string]string{header: "access_denied Unauthorized"}, []string{header, form, form}, ""},
		"no header is read":     {400, map[string]string{header: "invalid_request client_id is missing"}, []string{header, form, form}, ""},
		"wrong password":        {400, map[string]string{header: "invalid_grant ", form: "invalid_client "}, []string{header}, users},
		"Keycloak's, of 401":    {401, map[string]string{header: "invalid_grant Invalid user credentials", form: "invalid_client "}, []string{header}, users},
		"password of the form":  {401, map[string]string{header: "invalid_client ", form: "invalid_grant "}, []string{header, form}, users},
		"wrong secret":          {401, map[string]string{header: "invalid_client wrong", form: "invalid_request two ways"}, []string{header, form}, secrets},
		"a crash of the second": {500, map[string]string{header: "invalid_client wrong", form: "server_error "}, []string{header, form}, secrets},
		"a crash":               {500, map[string]string{header: "server_error ", form: "invalid_client "}, []string{header}, "try again later"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				way := header
				if r.PostFormValue("client_secret") != "" {
					way = form
				}
				asked = append(asked, way)
				w.Header().Set("Content-Type", "application/json")
				if says, refused := test.says[way]; refused {
					code, description, _ := strings.Cut(says, " ")
					w.WriteHeader(test.status)
					_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": description})
					return
				}
				_ = json.NewEncoder(w).Encode(map[string]string{"access_token": "of-" + r.PostFormValue("username"), "token_type": "Bearer"})
			}))
			defer server.Close()
			v, err := waysOf(t, map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "app:hush-hush", "AUTHCHECK_OAUTH_USERS": "ann:1,bob:2"}, "", "--oauth-token-url", server.URL)
			if err != nil {
				t.Fatal(err)
			}
			source, err := SourceOf(t.Context(), v, settings.TokenWays...)
			if err != nil {
				t.Fatal(err)
			}
			_, err = source.Tokens(t.Context())
			hint := ""
			if refused, ok := errors.AsType[*failure.Error](err); ok {
				hint = refused.Hint
			}
			if hint != test.hint || hint == "" && err != nil {
				t.Errorf("%v, with the hint %q, want %q", err, hint, test.hint)
			}
			if diff := cmp.Diff(test.asked, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}
