package settings

import (
	"strings"

	"authcheck/supabase"
)

// frameworks are what those prefix with that hand variables on to web pages: Next.js, Vite.
var frameworks = []string{"NEXT_PUBLIC_", "VITE_"}

// pages are the names that a project with web pages gives a setting.
func pages(names ...string) []Alias {
	var all []Alias
	for _, framework := range frameworks {
		for _, name := range names {
			all = append(all, Alias{Name: framework + name})
		}
	}
	return all
}

// Piped tells a name that counts only in what is piped in.
func (a Alias) Piped() bool { return a.shape != nil }

// names are the setting's own, and those of programs whose variables are named after it.
func (s *Setting) names() []string {
	names := s.Env[:len(s.Env):len(s.Env)]
	for _, alias := range s.Also {
		if !alias.Piped() {
			names = append(names, alias.Name)
		}
	}
	return names
}

// The shapes of what `supabase status -o env` prints.

func isAddress(raw string) bool { _, err := parseURL(raw); return err == nil }

func isPublicKey(raw string) bool {
	kind := supabase.KindOf(raw)
	return kind == supabase.KeyAnon || kind == supabase.KeyPublishable
}

func isSecretKey(raw string) bool {
	kind := supabase.KindOf(raw)
	return kind == supabase.KeyService || kind == supabase.KeySecret
}

// isSigningSecret is about what Supabase itself asks for.
func isSigningSecret(raw string) bool {
	return len(raw) >= 32 && isPrintable(raw) && !strings.HasPrefix(raw, "eyJ")
}
