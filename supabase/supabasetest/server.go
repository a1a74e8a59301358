// Package supabasetest is a Supabase Auth server that lives in memory, in the
// manner of net/http/httptest: for tests, for trying things out, and as the
// login provider of a LangGraph server under test.
//
// It answers as Supabase Auth of August 2026 does behind the project's
// gateway (recorded; the replay test of package supabase compares the two).
// It does e-mail and password only. Keys and secrets are made at random for
// each server; nothing outlives it.
package supabasetest

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Options configure a server. The zero value is a project without e-mail
// confirmation that signs tokens with HS256 and has legacy keys.
type Options struct {
	Listen        string        // address; "" for a free port of 127.0.0.1
	Confirm       bool          // e-mail addresses need confirmation
	DisableSignup bool          // refuse sign-ups
	EmailOff      bool          // the e-mail provider is off: no sign-up and no login with a password
	BrokenSMTP    bool          // mails cannot be sent
	Bcrypt        bool          // a login costs as much processor time as Supabase's: bcrypt at cost 10
	PasswordRules bool          // passwords need a small letter, a capital and a digit
	MailLimit     int           // how many mails may be sent in all; 0 for any number
	Anonymous     bool          // let anybody sign in without credentials
	Captcha       bool          // refuse sign-up and login without CAPTCHA, that is: always
	ES256         bool          // sign tokens with ES256 and publish the key; else HS256
	NewKeys       bool          // sb_publishable_… and sb_secret_… instead of JWTs as keys
	TokenLife     time.Duration // of access tokens; 0 for one hour
	MailInterval  time.Duration // least time between two mails to one address; 0 for none
	OnMail        func(Mail)    // called for each mail, after the request that caused it
	Latency       time.Duration // added to each answer
}

// Mail is a confirmation mail that would have been sent.
type Mail struct {
	To   string
	Link string // to be opened with GET
}

// Server is a running server.
type Server struct {
	URL        string // project URL, without /auth/v1
	AnonKey    string // anon or publishable key
	ServiceKey string // service or secret key
	JWTSecret  string // signs the legacy keys, and the tokens unless Options.ES256

	opts  Options
	http  *http.Server
	done  chan struct{}
	ecKey *ecdsa.PrivateKey // signs the tokens with Options.ES256, else nil
	keyID string

	mu sync.Mutex
	book
	intercept func(http.ResponseWriter, *http.Request) bool
}

// book is what a server keeps.
type book struct {
	users    []*user             // oldest first
	sessions map[string]*session // by ID
	mails    []Mail
}

// Start starts a server; Close ends it.
func Start(o Options) (*Server, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.TokenLife == 0 {
		o.TokenLife = time.Hour
	}
	s := &Server{opts: o, book: book{sessions: map[string]*session{}}, done: make(chan struct{})}
	if err := s.makeKeys(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("start Supabase stand-in: %w", err)
	}
	s.URL = "http://" + reachable(l.Addr())
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(l) // ends with Close
	}()
	return s, nil
}

// Close stops the server; requests under way are cut off.
func (s *Server) Close() error {
	err := s.http.Close()
	<-s.done
	return err
}

// reachable is an address that a client on this machine can use.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return a.String()
}

// Mails lists the mails so far, oldest first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// User is an account of the server.
type User struct {
	ID, Email string
	Confirmed bool
	Metadata  map[string]any // user_metadata
	Sessions  int            // open ones
}

// Users lists the accounts, oldest first.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]User, 0, len(s.users))
	for _, u := range s.users {
		n := 0
		for _, session := range s.sessions {
			if session.user == u {
				n++
			}
		}
		list = append(list, User{u.id, u.email, u.confirmed(), cloneMap(u.metadata), n})
	}
	return list
}

// ErrNoUser says that no account has the address.
var ErrNoUser = errors.New("no such user")

// Confirm confirms an address, as opening the link of the mail does.
func (s *Server) Confirm(email string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.byEmail(email)
	if u == nil {
		return fmt.Errorf("confirm %s: %w", email, ErrNoUser)
	}
	u.confirmByLink(now())
	return nil
}

// Intercept has h see every request first. A request that it answers, and
// returns true for, goes no further. nil ends that.
func (s *Server) Intercept(h func(http.ResponseWriter, *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.intercept = h
}

// SetFault answers every request with a status and body, until it is called
// with status 0. The body's type is told from its first character.
func (s *Server) SetFault(status int, body string) {
	if status == 0 {
		s.Intercept(nil)
		return
	}
	s.Intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", kindOf(body))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	})
}

// kindOf guesses a content type.
func kindOf(body string) string {
	switch {
	case body == "":
		return "text/plain"
	case body[0] == '{', body[0] == '[':
		return "application/json"
	case body[0] == '<':
		return "text/html; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// wait is the latency of an answer.
func (s *Server) wait(ctx context.Context) {
	if s.opts.Latency <= 0 {
		return
	}
	select {
	case <-time.After(s.opts.Latency):
	case <-ctx.Done():
	}
}
