package supabase_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

// answering is a client of a server that answers everything alike.
func answering(t *testing.T, h http.HandlerFunc) *supabase.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &supabase.Client{URL: s.URL, Key: "the-anon-key"}
}

func TestAnswersOfOtherServers(t *testing.T) {
	for name, test := range map[string]struct {
		status     int
		kind, body string
		call       func(*supabase.Client) error
		want       supabase.Error
	}{
		"web page for a session": {200, "text/html", "<html><title>Welcome</title>", login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: a web page: Welcome"}},
		"JSON without session": {200, "application/json", "{}", login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no access token"}},
		"null for a session": {200, "application/json", "null", login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no access token"}},
		"nothing for a session": {200, "", "", login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: empty body"}},
		"session for ever": {200, "application/json", `{"access_token":"x","expires_at":9000000000000000000,"user":{"id":"u"}}`, login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"session for long": {200, "application/json", `{"access_token":"x","expires_in":9000000000000000000,"user":{"id":"u"}}`, login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"user without id": {200, "application/json", `{"email":"me@example.com"}`, user, supabase.Error{Method: "GET", Path: "/auth/v1/user",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no user id"}},
		"null for a user": {200, "application/json", "null", user, supabase.Error{Method: "GET", Path: "/auth/v1/user",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no user id"}},
		"user of odd types": {200, "application/json", `{"id":7}`, user, supabase.Error{Method: "GET", Path: "/auth/v1/user",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"sign-up without user": {200, "application/json", "{}", signUp, supabase.Error{Method: "POST", Path: "/auth/v1/signup",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no user id"}},
		"no keys": {200, "application/json", "{}", keys, supabase.Error{Method: "GET", Path: "/auth/v1/.well-known/jwks.json",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no list of keys"}},
		"web page for a logout": {200, "text/html", "<html><title>Welcome</title>", logout, supabase.Error{Method: "POST", Path: "/auth/v1/logout",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: a web page: Welcome"}},
		"refusal by a page": {403, "text/html", "<html><title>Blocked</title>", user, supabase.Error{Method: "GET", Path: "/auth/v1/user",
			Status: 403, Foreign: true, Message: "a web page: Blocked"}},
		"deep JSON": {200, "application/json", `{"id":"u","user_metadata":{"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}}`, user, supabase.Error{Method: "GET", Path: "/auth/v1/user",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"session without user": {200, "application/json", `{"access_token":"x"}`, login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no user id"}},
		"list for settings": {200, "application/json", "[]", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"settings of another server": {200, "application/json", `{"ok":true}`, settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no list of login providers"}},
		"too long": {200, "application/json", strings.Repeat(" ", 1<<20) + "{}", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Foreign: true, Code: supabase.CodeUnexpected, Message: "the answer is longer than 1 MiB"}},
		"broken gateway": {503, "text/plain", "upstream gone", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 503, Foreign: true, Message: "upstream gone"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.kind)
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			refused(t, test.call(c), test.want)
		})
	}
}

func login(c *supabase.Client) error {
	_, err := c.Login(context.Background(), "me@example.com", password)
	return err
}

func signUp(c *supabase.Client) error {
	_, err := c.SignUp(context.Background(), "me@example.com", password)
	return err
}

func user(c *supabase.Client) error {
	_, err := c.User(context.Background(), "token")
	return err
}

func keys(c *supabase.Client) error {
	_, err := c.JWKS(context.Background())
	return err
}

func logout(c *supabase.Client) error { return c.Logout(context.Background(), "token") }

func settings(c *supabase.Client) error {
	_, err := c.Settings(context.Background())
	return err
}

func TestRedirectIsNotFollowed(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/auth?key=s", http.StatusTemporaryRedirect)
	})
	c.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	refused(t, login(c), supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 307, Foreign: true, Code: supabase.CodeRedirect,
		Message: "redirected to " + other.URL + "/auth, which is not followed"})
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d requests went to the other server", n)
	}
}

// TestNoAnswer: no answer is an error of another kind, and names the URL
// without what is secret in it.
func TestNoAnswer(t *testing.T) {
	const address = "127.0.0.1:1"
	silent := answering(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice that the client left
		<-r.Context().Done()
	})
	silent.HTTP = &http.Client{Timeout: 50 * time.Millisecond}
	cut := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "{")
	})
	overTLS := httptest.NewTLSServer(http.NotFoundHandler())
	overTLS.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	defer overTLS.Close()

	for name, c := range map[string]*supabase.Client{
		"nothing listens":     {URL: "http://user:url-password@" + address + "?apikey=url-key", Key: "the-key"},
		"time-out":            silent,
		"cut off":             cut,
		"unknown certificate": {URL: overTLS.URL},
	} {
		t.Run(name, func(t *testing.T) {
			err := login(c)
			none, ok := errors.AsType[*supabase.NoAnswerError](err)
			if _, answered := errors.AsType[*supabase.Error](err); !ok || answered {
				t.Fatalf("got %v, want an error that is no answer", err)
			}
			if written := name == "time-out" || name == "cut off"; none.Written != written {
				t.Errorf("said to have gone out: %v", none.Written)
			}
			u, _ := url.Parse(c.URL)
			if want := "POST " + u.Scheme + "://" + u.Host + "/auth/v1/token: "; !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q does not begin with %q", err, want)
			}
			for _, s := range []string{"url-password", "url-key", "the-key", password} {
				if strings.Contains(err.Error(), s) {
					t.Errorf("%q tells %q", err, s)
				}
			}
		})
	}
	if err := login(&supabase.Client{URL: "http://" + address}); !errors.As(err, new(*net.OpError)) {
		t.Errorf("%v does not wrap its cause", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := answering(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	if _, err := c.Settings(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestProjectURL(t *testing.T) {
	var got string
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.String()
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, `{"msg":"a teapot"}`)
	})
	for suffix, want := range map[string]string{
		"": "/auth/v1/settings", "/": "/auth/v1/settings", "/auth/v1": "/auth/v1/settings",
		"/auth/v1/": "/auth/v1/settings", "/proxy/": "/proxy/auth/v1/settings", "/?a=b#c": "/auth/v1/settings",
	} {
		at := supabase.Client{URL: c.URL + suffix}
		if err := settings(&at); err == nil || got != want {
			t.Errorf("URL with %q: request to %q (%v), want %q", suffix, got, err, want)
		}
	}
	for _, bad := range []string{"", "project.supabase.co", "localhost:9999", "ftp://x", "http://", "https://user:secret@ho st"} {
		err := settings(&supabase.Client{URL: bad})
		if err == nil || err.Error() != "the Supabase URL is not of the form https://<project>.supabase.co" {
			t.Errorf("URL %q: %v", bad, err)
		}
	}
}

func TestUserIDsInPaths(t *testing.T) {
	var requests atomic.Int32
	c := answering(t, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	for _, id := range []string{"", "..", "a/b", "../users?x="} {
		if err := c.AdminDeleteUser(t.Context(), id); err == nil {
			t.Errorf("deleted user %q", id)
		}
		if _, err := c.AdminUpdateUser(t.Context(), id, supabase.AdminChange{}); err == nil {
			t.Errorf("updated user %q", id)
		}
		if _, err := c.AdminUser(t.Context(), id); err == nil {
			t.Errorf("got user %q", id)
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestFindUserGivesUp(t *testing.T) {
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"users":[{"id":"x","email":"other@example.com"}]}`)
	})
	u, err := c.AdminFindUser(t.Context(), "me@example.com")
	if u != nil || err == nil || err.Error() != "find user: gave up after 100 pages of users" {
		t.Errorf("got %v, %v", u, err)
	}
}

func TestFindUserOnALaterPage(t *testing.T) {
	s, _ := standIn(t, supabasetest.Options{})
	first := must[supabase.User](t)(s.admin().AdminCreateUser(t.Context(), "me@example.com", password, true))
	for i := range 101 { // newer ones, whose addresses contain the one looked for
		must[supabase.User](t)(s.admin().AdminCreateUser(t.Context(), fmt.Sprintf("%dme@example.com", i), password, true))
	}
	found := must[*supabase.User](t)(s.admin().AdminFindUser(t.Context(), "me@example.com"))
	if found == nil || found.ID != first.ID {
		t.Errorf("found %+v, want %s", found, first.ID)
	}
}

// TestStillAwaitingWithOtherClock: the server's clock may be off by hours.
func TestStillAwaitingWithOtherClock(t *testing.T) {
	for want, created := range map[supabase.Outcome]string{
		supabase.AwaitingConfirmation: "2001-01-01T00:00:00Z",
		supabase.StillAwaiting:        "2000-12-31T23:59:00Z",
	} {
		c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"id":"x","email":"me@example.com","identities":[{"provider":"email"}],"created_at":"`+created+
				`","updated_at":"2001-01-01T00:00:00.000001Z","confirmation_sent_at":"2001-01-01T00:00:00Z"}`)
		})
		got := must[supabase.SignUp](t)(c.SignUp(t.Context(), "me@example.com", password))
		if got.Outcome != want {
			t.Errorf("created %s: %q, want %q", created, got.Outcome, want)
		}
	}
}

// TestTypeOfAnswer is quoted for a terminal, whatever a server calls what it sends.
func TestTypeOfAnswer(t *testing.T) {
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/"+strings.Repeat("long\t", 1000))
		_, _ = io.WriteString(w, "x")
	})
	refused(t, login(c), supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 200, Foreign: true, Code: supabase.CodeUnexpected,
		Message: "the answer is not what Supabase Auth sends: 1 bytes of text/" + strings.Repeat("long ", 11) + "lon…, which are no JSON"})
}

func TestAnswersDecode(t *testing.T) {
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"id":"u","email":"me@example.com","role":"authenticated","email_confirmed_at":"2026-11-22T04:28:51.429771Z",
			"created_at":"2026-11-22T04:28:33Z","updated_at":"2026-11-22T04:47:22Z","app_metadata":{"provider":"email"},"user_metadata":{"nick":"x"},
			"identities":[{"identity_id":"i","provider":"email","email":"me@example.com","created_at":"2026-11-22T04:28:33Z"}]}`)
	})
	created := time.Date(2026, 11, 22, 4, 28, 33, 0, time.UTC)
	want := supabase.User{ID: "u", Email: "me@example.com", Role: "authenticated",
		EmailConfirmedAt: time.Date(2026, 11, 22, 4, 28, 51, 429771000, time.UTC), CreatedAt: created,
		UpdatedAt: time.Date(2026, 11, 22, 4, 47, 22, 0, time.UTC), AppMetadata: map[string]any{"provider": "email"},
		UserMetadata: map[string]any{"nick": "x"},
		Identities:   []supabase.Identity{{IdentityID: "i", Provider: "email", Email: "me@example.com", CreatedAt: created}}}
	if diff := cmp.Diff(want, must[supabase.User](t)(c.User(t.Context(), "token"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
