package supabase_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The contract tests, the recording and the edges run against stand-ins, and
// against a real Supabase Auth too when these are set. It must be one that may
// be filled with test users, with a mail interval (GOTRUE_SMTP_MAX_FREQUENCY)
// of one second.
const (
	envURL        = "AUTHCHECK_CONTRACT_SUPABASE_URL"
	envAnonKey    = "AUTHCHECK_CONTRACT_ANON_KEY"
	envServiceKey = "AUTHCHECK_CONTRACT_SERVICE_KEY"
	envJWTSecret  = "AUTHCHECK_CONTRACT_JWT_SECRET" // optional: for the expired token of the recording
)

// mailInterval is the least time between two mails to one address.
const mailInterval = time.Second

// target is a server under test.
type target struct {
	url, anonKey, serviceKey, jwtSecret string
}

func (s target) client() *supabase.Client { return &supabase.Client{URL: s.url, Key: s.anonKey} }
func (s target) admin() *supabase.Client  { return &supabase.Client{URL: s.url, Key: s.serviceKey} }

// standIn starts a stand-in for the time of a test.
func standIn(t *testing.T, o supabasetest.Options) (target, *supabasetest.Server) {
	t.Helper()
	s, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return target{s.URL, s.AnonKey, s.ServiceKey, s.JWTSecret}, s
}

// realServer is the server that the environment names; its settings decide
// which of the tests apply.
func realServer(t *testing.T) (s target, settings supabase.Settings, ok bool) {
	t.Helper()
	s = target{os.Getenv(envURL), os.Getenv(envAnonKey), os.Getenv(envServiceKey), os.Getenv(envJWTSecret)}
	if s.url == "" {
		return s, settings, false
	}
	settings, err := s.client().Settings(t.Context())
	if err != nil {
		t.Fatalf("server of %s: %v", envURL, err)
	}
	return s, settings, true
}

const password = "secure-password"

// address is one that no earlier test used.
func address(label string) string {
	return fmt.Sprintf("%s%d+1@example.com", label, time.Now().UnixNano())
}

// must fails the test on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused compares an error whole, but for how long to wait.
func refused(t *testing.T, err error, want supabase.Error) {
	t.Helper()
	e, ok := errors.AsType[*supabase.Error](err)
	if !ok {
		t.Fatalf("got error %v, want an answer %v", err, &want)
	}
	if diff := cmp.Diff(want, *e, cmpopts.IgnoreFields(supabase.Error{}, "RetryAfter")); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

// confirmed creates a user who can log in.
func confirmed(t *testing.T, s target, label string) supabase.User {
	t.Helper()
	return must[supabase.User](t)(s.admin().AdminCreateUser(t.Context(), address(label), password, true))
}
