package supabasetest_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

const (
	email    = "me+1@example.com"
	password = "secure-password"
)

func start(t *testing.T, o supabasetest.Options) (*supabasetest.Server, *supabase.Client) {
	t.Helper()
	s, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, &supabase.Client{URL: s.URL, Key: s.AnonKey}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// code is the error code of an answer, "" for any other error and for none.
func code(err error) string {
	if e, ok := errors.AsType[*supabase.Error](err); ok {
		return e.Code
	}
	return ""
}

func TestLinkOfMailConfirms(t *testing.T) {
	var told []supabasetest.Mail
	s, c := start(t, supabasetest.Options{Confirm: true, OnMail: func(m supabasetest.Mail) { told = append(told, m) }})
	must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
	mails := s.Mails()
	if len(mails) != 1 || mails[0].To != email {
		t.Fatalf("mails %+v, want one to %s", mails, email)
	}
	if diff := cmp.Diff(mails, told); diff != "" {
		t.Errorf("mails told of (-sent +told):\n%s", diff)
	}
	page := open(t, mails[0].Link)
	if !strings.Contains(page, "confirmed") {
		t.Errorf("page after the link: %q", page)
	}
	session := must[supabase.Session](t)(c.Login(t.Context(), email, password))
	if !session.User.Confirmed() {
		t.Error("user not confirmed by the link")
	}
	if page := open(t, mails[0].Link); !strings.Contains(page, "expired") {
		t.Errorf("page after the same link again: %q", page)
	}
}

// open opens a link as a browser does, and returns the page it ends on.
func open(t *testing.T, link string) string {
	t.Helper()
	resp := must[*http.Response](t)(http.Get(link))
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s: status %d", link, resp.StatusCode)
	}
	return string(must[[]byte](t)(io.ReadAll(resp.Body)))
}

// TestLinkOpensSession: the browser gets a session in the fragment, as from
// the real server.
func TestLinkOpensSession(t *testing.T) {
	s, c := start(t, supabasetest.Options{Confirm: true})
	made := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
	req := must[*http.Request](t)(http.NewRequest(http.MethodGet, s.Mails()[0].Link, nil))
	resp := must[*http.Response](t)(http.DefaultTransport.RoundTrip(req))
	_ = resp.Body.Close()
	to := must[*url.URL](t)(resp.Location())
	fragment := must[url.Values](t)(url.ParseQuery(to.Fragment))
	u := must[supabase.User](t)(c.User(t.Context(), fragment.Get("access_token")))
	if resp.StatusCode != http.StatusSeeOther || u.ID != made.User.ID {
		t.Errorf("status %d, session of %s, want 303, %s", resp.StatusCode, u.ID, made.User.ID)
	}
}

func TestConfirm(t *testing.T) {
	s, c := start(t, supabasetest.Options{Confirm: true})
	made := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
	if err := s.Confirm(strings.ToUpper(email)); err != nil {
		t.Fatal(err)
	}
	if err := s.Confirm("nobody@example.com"); !errors.Is(err, supabasetest.ErrNoUser) {
		t.Errorf("confirmed nobody: %v", err)
	}
	must[supabase.Session](t)(c.Login(t.Context(), email, password))
	want := []supabasetest.User{{ID: made.User.ID, Email: email, Confirmed: true, Sessions: 1,
		Metadata: map[string]any{"email": email, "email_verified": true, "phone_verified": false, "sub": made.User.ID}}}
	if diff := cmp.Diff(want, s.Users()); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
}

func TestMailInterval(t *testing.T) {
	s, c := start(t, supabasetest.Options{Confirm: true, MailInterval: time.Minute})
	must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
	_, err := c.SignUp(t.Context(), email, password)
	e, _ := errors.AsType[*supabase.Error](err)
	if e == nil || e.Status != 429 || e.Code != "over_email_send_rate_limit" || e.RetryAfter < 50*time.Second || e.RetryAfter > time.Minute {
		t.Errorf("second mail within a minute: %v", err)
	}
	must[supabase.SignUp](t)(c.SignUp(t.Context(), "other@example.com", password)) // the limit is per address
	if n := len(s.Mails()); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
}

func TestRefusingProjects(t *testing.T) {
	for want, o := range map[string]supabasetest.Options{
		"signup_disabled": {DisableSignup: true},
		"captcha_failed":  {Captcha: true},
	} {
		t.Run(want, func(t *testing.T) {
			s, c := start(t, o)
			if _, err := c.SignUp(t.Context(), email, password); code(err) != want {
				t.Errorf("sign-up: %v", err)
			}
			admin := supabase.Client{URL: s.URL, Key: s.ServiceKey}
			must[supabase.User](t)(admin.AdminCreateUser(t.Context(), email, password, true))
			_, err := c.Login(t.Context(), email, password)
			if logsIn := err == nil; logsIn == o.Captcha {
				t.Errorf("login: %v", err)
			}
			if settings := must[supabase.Settings](t)(c.Settings(t.Context())); settings.DisableSignup != o.DisableSignup {
				t.Errorf("settings %+v", settings)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	for name, test := range map[string]struct {
		options      supabasetest.Options
		anon, secret supabase.KeyKind
	}{
		"legacy": {supabasetest.Options{}, supabase.KeyAnon, supabase.KeyService},
		"new":    {supabasetest.Options{NewKeys: true}, supabase.KeyPublishable, supabase.KeySecret},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := start(t, test.options)
			if a, b := supabase.KindOf(s.AnonKey), supabase.KindOf(s.ServiceKey); a != test.anon || b != test.secret {
				t.Errorf("keys of kinds %s and %s", a, b)
			}
			other, _ := start(t, test.options)
			for _, key := range []string{other.AnonKey, other.ServiceKey} {
				c := supabase.Client{URL: s.URL, Key: key}
				if _, err := c.Settings(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "401: Invalid API key") {
					t.Errorf("another project's key: %v", err)
				}
			}
			if s.JWTSecret == other.JWTSecret || len(s.JWTSecret) < 32 {
				t.Error("secrets of two servers are equal or short")
			}
		})
	}
}

func TestFaults(t *testing.T) {
	s, c := start(t, supabasetest.Options{})
	s.SetFault(503, "<html><title>Gone</title>")
	_, err := c.Settings(t.Context())
	e, _ := errors.AsType[*supabase.Error](err)
	want := &supabase.Error{Method: "GET", Path: "/auth/v1/settings", Status: 503, Foreign: true, Message: "a web page: Gone"}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("with a fault (-want +got):\n%s", diff)
	}
	s.SetFault(0, "")
	must[supabase.Settings](t)(c.Settings(t.Context()))

	s.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/auth/v1/.well-known/jwks.json" {
			return false
		}
		http.Redirect(w, r, "https://other.example/", http.StatusFound)
		return true
	})
	if _, err := c.JWKS(t.Context()); code(err) != supabase.CodeRedirect {
		t.Errorf("intercepted request: %v", err)
	}
	must[supabase.Settings](t)(c.Settings(t.Context()))
}

func TestLatency(t *testing.T) {
	_, c := start(t, supabasetest.Options{Latency: 50 * time.Millisecond})
	before := time.Now()
	must[[]supabase.JWK](t)(c.JWKS(t.Context()))
	if took := time.Since(before); took < 50*time.Millisecond {
		t.Errorf("answered in %v", took)
	}
}

func TestListen(t *testing.T) {
	s, _ := start(t, supabasetest.Options{Listen: "0.0.0.0:0"})
	if !strings.HasPrefix(s.URL, "http://127.0.0.1:") {
		t.Errorf("URL %s cannot be called", s.URL)
	}
	if _, err := supabasetest.Start(supabasetest.Options{Listen: strings.TrimPrefix(s.URL, "http://")}); err == nil {
		t.Error("started on an address that is taken")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(s.URL); err == nil {
		t.Error("answers after Close")
	}
}

// TestManyAtOnce is for the race detector, and keeps users apart.
func TestManyAtOnce(t *testing.T) {
	s, c := start(t, supabasetest.Options{OnMail: func(supabasetest.Mail) {}})
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			mine := strings.Replace(email, "1", strings.Repeat("i", i+1), 1)
			made, err := c.SignUp(t.Context(), mine, password)
			if err != nil {
				t.Error(err)
				return
			}
			u, err := c.UpdateUser(t.Context(), made.Session.AccessToken, map[string]any{"nick": mine})
			if err != nil || u.Email != mine || u.UserMetadata["nick"] != mine {
				t.Errorf("%s got %+v, %v", mine, u, err)
			}
			s.Users()
		})
	}
	group.Wait()
	if n := len(s.Users()); n != 20 {
		t.Errorf("%d users, want 20", n)
	}
}
