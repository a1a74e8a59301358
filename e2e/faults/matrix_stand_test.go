//go:build faults

package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"authcheck/cmd/tokens"
	"authcheck/e2e/faults"
	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// server is a stand-in of the matrix: sound, or with one flaw and the finding it must cause.
type server struct{ flaw, finding string }

var servers = []server{
	{"", ""},
	{"no-owner-filter", "no-owner-filter"},
	// One or two requests tell of each of these.
	{"search-by-ids-unchecked", "threads-search"},
	{"copy-unchecked", "threads-read"},
	{"versions-unchecked", "assistants-read"},
	{"bulk-cancel-unchecked", "threads-update"},
	{"prune-unchecked", "threads-delete"},
	{"owner-given-away", "ownership-given-away"},
	{"owner-from-header", "identity-from-client"},
	{"store-get-shared", "store-shared"},
	{"garbage-as-guest", "bad-token-accepted"},
	{"signature-not-verified", "forged-token-accepted"},
	{"identity-from-profile", "identity-from-profile"},
}

func (s server) name() string {
	if s.flaw == "" {
		return "sound"
	}
	return s.flaw
}

// stand is a server and its login provider, each behind a proxy, with two users who have things there.
type stand struct {
	provider *supabasetest.Server
	server   *langgraphtest.Server
	front    *faults.Proxy // before the server
	login    *faults.Proxy // before the provider
	users    []scenario.User
	oauth2   bool
	client   *http.Client
}

func newStand(s server, oauth2 bool) (*stand, error) {
	w := &stand{oauth2: oauth2, client: &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}}
	var err error
	if w.provider, err = supabasetest.Start(supabasetest.Options{ES256: oauth2}); err != nil {
		return nil, err
	}
	secret := w.provider.JWTSecret
	if oauth2 {
		secret = ""
	}
	if w.server, err = langgraphtest.Start(langgraphtest.Options{SupabaseURL: w.provider.URL, APIKey: w.provider.ServiceKey, JWTSecret: secret, Flaw: s.flaw}); err != nil {
		return nil, err
	}
	if w.front, err = faults.New(w.server.URL); err != nil {
		return nil, err
	}
	if w.login, err = faults.New(w.provider.URL); err != nil {
		return nil, err
	}
	for i := range 2 {
		if err := w.signUp(i + 1); err != nil {
			return nil, err
		}
	}
	return w, w.plant()
}

func (w *stand) close() {
	w.front.Close()
	w.login.Close()
	w.server.Close()
	_ = w.provider.Close()
	w.client.CloseIdleConnections()
}

func (w *stand) supabase() *supabase.Client {
	return &supabase.Client{URL: w.provider.URL, Key: w.provider.AnonKey}
}

func (w *stand) signUp(i int) error {
	user := scenario.User{Name: fmt.Sprint("User ", i), Email: fmt.Sprintf("me+%d@example.com", i), Password: "correct-horse-battery"}
	if _, err := w.supabase().SignUp(context.Background(), user.Email, user.Password); err != nil {
		return err
	}
	session, err := w.supabase().Login(context.Background(), user.Email, user.Password)
	if err != nil {
		return err
	}
	user.Token = session.AccessToken
	w.users = append(w.users, user)
	return nil
}

// plant gives each user things of their own, and looks at them, through the proxy: they
// are not this run's, and what was answered here may be answered again.
func (w *stand) plant() error {
	for _, user := range w.users {
		var thread, assistant, cron struct {
			Thread    string `json:"thread_id"`
			Assistant string `json:"assistant_id"`
			Cron      string `json:"cron_id"`
		}
		for _, call := range []struct {
			method, path, body string
			into               any
		}{
			{"POST", "/threads", `{"metadata":{"mine":"yes"}}`, &thread},
			{"POST", "/assistants", `{"graph_id":"agent","metadata":{"mine":"yes"}}`, &assistant},
			{"POST", "/runs/crons", `{"assistant_id":"agent","schedule":"0 0 29 2 *","input":{},"metadata":{"mine":"yes"}}`, &cron},
			{"PUT", "/store/items", fmt.Sprintf(`{"namespace":["notes"],"key":"of-%s","value":{"mine":"yes"}}`, user.Name[5:]), nil},
		} {
			if status, err := w.ask(w.front.URL(), user, call.method, call.path, call.body, call.into); err != nil || status/100 != 2 && call.path != "/store/items" { // some refuse namespaces without the user
				return fmt.Errorf("plant: %s %s: %d %v", call.method, call.path, status, err)
			}
		}
		for _, call := range [][2]string{{"GET", "/threads/" + thread.Thread}, {"GET", "/assistants/" + assistant.Assistant}, {"POST", "/threads/search"},
			{"POST", "/assistants/search"}, {"POST", "/runs/crons/search"}, {"GET", "/threads/" + thread.Thread + "/state"}} {
			if _, err := w.ask(w.front.URL(), user, call[0], call[1], `{}`, nil); err != nil {
				return fmt.Errorf("plant: %s %s: %w", call[0], call[1], err)
			}
		}
	}
	w.front.Begin()
	w.login.Begin()
	return nil
}

func (w *stand) ask(base string, user scenario.User, method, path, body string, into any) (int, error) {
	req, err := http.NewRequest(method, base+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, err
	}
	req.Header = http.Header{"Authorization": {"Bearer " + user.Token}, "Content-Type": {"application/json"}}
	resp, err := w.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && into != nil && resp.StatusCode == http.StatusOK {
		err = json.Unmarshal(text, into)
	}
	return resp.StatusCode, err
}

// inventory is everything there is, by ID, as text: what the users can list, and their profiles.
func (w *stand) inventory() (map[string]string, error) {
	all := map[string]string{}
	for _, user := range w.users {
		for field, path := range map[string]string{"thread_id": "/threads/search", "assistant_id": "/assistants/search", "cron_id": "/runs/crons/search"} {
			var list []map[string]any
			if _, err := w.ask(w.server.URL, user, "POST", path, `{"limit":1000}`, &list); err != nil {
				return nil, err
			}
			for _, thing := range list {
				text, _ := json.Marshal(thing)
				all[fmt.Sprint(thing[field])] = string(text)
			}
		}
		var found struct{ Items []map[string]any }
		if _, err := w.ask(w.server.URL, user, "POST", "/store/items/search", `{"namespace_prefix":[],"limit":1000}`, &found); err != nil {
			return nil, err
		}
		for _, item := range found.Items {
			text, _ := json.Marshal(item)
			all[fmt.Sprint(item["key"])] = string(text)
		}
		profile, err := w.supabase().User(context.Background(), user.Token)
		if err != nil {
			return nil, err
		}
		text, _ := json.Marshal(profile.UserMetadata)
		all["profile of "+user.Name] = string(text)
	}
	return all, nil
}

// config verifies everything, through both proxies.
func (w *stand) config(t testing.TB) scenario.Config {
	t.Helper()
	user, err := w.supabase().User(t.Context(), w.users[0].Token)
	if err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-2 * time.Hour)
	expired := w.provider.Mint(map[string]any{"sub": user.ID, "email": user.Email, "role": "authenticated", "aud": "authenticated",
		"iat": past.Unix(), "exp": past.Add(time.Hour).Unix()})
	c := scenario.Config{Probe: scenario.Probe{URL: w.front.URL(), Users: w.users, AnonKey: w.provider.AnonKey, ExpiredToken: expired, RequestTimeout: 2 * time.Second}}
	provider := &supabase.Client{URL: w.login.URL(), Key: w.provider.AnonKey}
	if w.oauth2 {
		w.shorten(&c, provider)
	} else {
		c.Provider = provider
	}
	return c
}

// tokenLife is that of an OAuth2 provider's tokens.
const tokenLife = 8 * time.Second

// shorten gives the users tokens that end in mid-run, and a provider that only gives new
// ones and publishes its keys.
func (w *stand) shorten(c *scenario.Config, provider *supabase.Client) {
	c.Users = slices.Clone(c.Users)
	for i, user := range c.Users {
		c.Users[i].Token = w.short(user.Token)
		c.Users[i].Refresh = func(ctx context.Context) (string, error) {
			session, err := provider.Login(ctx, user.Email, user.Password)
			if err != nil {
				return "", err
			}
			return w.short(session.AccessToken), nil
		}
	}
	c.PublicKeys = tokens.PublishedKeys(w.client, w.login.URL()+"/auth/v1")
}

// short is a token with the same claims that ends soon.
func (w *stand) short(token string) string {
	claims, _, _ := supabase.Claims(token)
	claims["iat"], claims["exp"] = time.Now().Unix(), time.Now().Add(tokenLife).Unix()
	return w.provider.Mint(claims)
}
