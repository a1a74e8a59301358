package supabase_test

import (
	"bytes"
	"context"
	"encoding/json"
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
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: a web page: Welcome"}},
		"JSON without session": {200, "application/json", "{}", login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no access token"}},
		"session without user": {200, "application/json", `{"access_token":"x"}`, login, supabase.Error{Method: "POST", Path: "/auth/v1/token",
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no user id"}},
		"list for settings": {200, "application/json", "[]", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: JSON of another shape"}},
		"settings of another server": {200, "application/json", `{"ok":true}`, settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no list of login providers"}},
		"too long": {200, "application/json", strings.Repeat(" ", 1<<20) + "{}", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 200, Code: supabase.CodeUnexpected, Message: "the answer is longer than 1 MiB"}},
		"broken gateway": {503, "text/plain", "upstream gone", settings, supabase.Error{Method: "GET", Path: "/auth/v1/settings",
			Status: 503, Message: "upstream gone"}},
	} {
		t.Run(name, func(t *testing.T) {
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
	refused(t, login(c), supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 307, Code: supabase.CodeRedirect,
		Message: "redirected to " + other.URL + "/auth, which is not followed"})
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d requests went to the other server", n)
	}
}

// TestNoAnswer: no answer is an error of another kind, and names the URL
// without what is secret in it.
func TestNoAnswer(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
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
			if _, answered := errors.AsType[*supabase.Error](err); err == nil || answered {
				t.Fatalf("got %v, want an error that is no answer", err)
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

// TestSecretsDoNotPrint plants secrets in everything that may be printed.
func TestSecretsDoNotPrint(t *testing.T) {
	secrets := []string{"the-access-token", "the-refresh-token", "the-key", password}
	session := supabase.Session{AccessToken: secrets[0], RefreshToken: secrets[1], User: supabase.User{Email: "me@example.com"}}
	signUp := supabase.SignUp{Outcome: supabase.Created, Session: &session}
	client := supabase.Client{URL: "https://user:the-key@x.supabase.co", Key: secrets[2]}
	echo := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"msg": fmt.Sprint(r.Header["Apikey"], string(body)), "hint": r.Header.Get("Authorization")})
	})
	echo.Key = secrets[2]
	_, refreshErr := echo.Refresh(t.Context(), secrets[1])
	_, userErr := echo.User(t.Context(), secrets[0])

	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{session, &session, signUp, &signUp, client, &client, []any{session, client}, login(echo), refreshErr, userErr} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			_, _ = fmt.Fprintf(&out, verb+"\n", v)
		}
		log.Info("value", "v", v)
	}
	out.WriteString(session.GoString())
	if err := json.NewEncoder(&out).Encode(signUp); err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		for _, form := range []string{s, fmt.Sprintf("%x", s)} {
			if i := strings.Index(out.String(), form); i >= 0 {
				t.Errorf("%q shows in %q", s, out.String()[max(0, i-80):i+len(form)])
			}
		}
	}
	if !strings.Contains(out.String(), "session of me@example.com until") || !strings.Contains(out.String(), "https://x.supabase.co") {
		t.Error("printed values say nothing")
	}
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
