package cmd

import (
	"errors"
	"net"

	"authcheck/langgraph/langgraphtest"
	"authcheck/supabase/supabasetest"
)

// The test users of demo and sandbox.
const (
	standInEmail    = "me@example.com"
	standInPassword = "secure-password"
)

// standIns are the embedded servers of demo and sandbox.
type standIns struct {
	supabase  *supabasetest.Server
	langgraph *langgraphtest.Server // nil with --supabase-only
}

func startStandIns(provider supabasetest.Options, flaw string) (*standIns, error) {
	if err := checkFlaw(flaw); err != nil {
		return nil, err
	}
	provider.ES256 = provider.ES256 || flawNamed(flaw).KeyPair
	s, err := startProvider(provider)
	if err != nil {
		return nil, err
	}
	s.langgraph, err = langgraphtest.Start(langgraphtest.Options{
		SupabaseURL: s.supabase.URL,
		APIKey:      s.supabase.ServiceKey,
		JWTSecret:   s.signingSecret(provider),
		Flaw:        flaw,
	})
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// flawNamed is the row of a flaw; the zero value for none.
func flawNamed(name string) langgraphtest.Flaw {
	for _, f := range langgraphtest.Flaws() {
		if f.Name == name {
			return f
		}
	}
	return langgraphtest.Flaw{}
}

func startProvider(o supabasetest.Options) (*standIns, error) {
	server, err := supabasetest.Start(o)
	var network *net.OpError
	if errors.As(err, &network) {
		return nil, refused("choose another with --listen; 127.0.0.1:0 takes a free port", "cannot listen on %s: %v", o.Listen, rootCause(err))
	}
	if err != nil {
		return nil, err
	}
	return &standIns{supabase: server}, nil
}

// signingSecret is "" where tokens are signed with a key pair instead.
func (s *standIns) signingSecret(o supabasetest.Options) string {
	if o.ES256 {
		return ""
	}
	return s.supabase.JWTSecret
}

func (s *standIns) Close() {
	if s.langgraph != nil {
		s.langgraph.Close()
	}
	_ = s.supabase.Close()
}

func checkFlaw(name string) error {
	if name == "" {
		return nil
	}
	var names []string
	for _, flaw := range langgraphtest.Flaws() {
		if flaw.Name == name {
			return nil
		}
		names = append(names, flaw.Name)
	}
	hint := "`authcheck demo --list-flaws` lists them"
	if like := closest(name, names); like != "" {
		hint = "did you mean " + like + "?"
	}
	return refused(hint, "--flaw: no flaw is called %q", name)
}
