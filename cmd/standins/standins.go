// Package standins starts the embedded servers of demo and sandbox.
package standins

import (
	"errors"
	"net"
	"slices"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/langgraph/langgraphtest"
	"authcheck/supabase/supabasetest"
)

// The test users of demo and sandbox.
const (
	Email    = "me@example.com"
	Password = "secure-password"
)

// Servers are the embedded servers of demo and sandbox.
type Servers struct {
	Supabase  *supabasetest.Server
	LangGraph *langgraphtest.Server // nil with --supabase-only
	JWTSecret string                // signs the users' tokens; "" where a key pair does
}

// Start starts both, the LangGraph server with a flaw; "" for none.
func Start(provider supabasetest.Options, flaw string) (*Servers, error) {
	if err := CheckFlaw(flaw); err != nil {
		return nil, err
	}
	provider.ES256 = provider.ES256 || FlawNamed(flaw).KeyPair
	s, err := StartSupabase(provider)
	if err != nil {
		return nil, err
	}
	s.LangGraph, err = langgraphtest.Start(langgraphtest.Options{
		SupabaseURL: s.Supabase.URL,
		APIKey:      s.Supabase.ServiceKey,
		JWTSecret:   s.JWTSecret,
		Flaw:        flaw,
	})
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// FlawNamed is the row of a flaw; the zero value for none.
func FlawNamed(name string) langgraphtest.Flaw {
	for _, f := range langgraphtest.Flaws() {
		if f.Name == name {
			return f
		}
	}
	return langgraphtest.Flaw{}
}

// StartSupabase starts the one for Supabase alone.
func StartSupabase(o supabasetest.Options) (*Servers, error) {
	server, err := supabasetest.Start(o)
	var network *net.OpError
	if errors.As(err, &network) {
		return nil, failure.Refused("choose another with --listen; 127.0.0.1:0 takes a free port", "cannot listen on %s: %v", o.Listen, failure.Root(err))
	}
	if err != nil {
		return nil, err
	}
	s := &Servers{Supabase: server}
	if !o.ES256 {
		s.JWTSecret = server.JWTSecret
	}
	return s, nil
}

// Close ends what was started.
func (s *Servers) Close() {
	if s.LangGraph != nil {
		s.LangGraph.Close()
	}
	_ = s.Supabase.Close()
}

// CheckFlaw refuses the name of a flaw that there is not.
func CheckFlaw(name string) error {
	names := FlawNames()
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	return failure.Refused(wording.DidYouMean(name, names, "authcheck demo --list-flaws lists them"), "--flaw: no flaw is called %q", name)
}

// FlawNames are the names that --flaw takes.
func FlawNames() []string {
	var names []string
	for _, flaw := range langgraphtest.Flaws() {
		names = append(names, flaw.Name)
	}
	return names
}
