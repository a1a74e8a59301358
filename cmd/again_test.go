package cmd

import (
	"strings"
	"testing"

	"authcheck/supabase/supabasetest"
)

// TestTokensAgain has what is printed for curl be what works after this run.
func TestTokensAgain(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "no-owner-filter").ready()
	var tokens []string
	for line := range strings.Lines(runIn(p.env, "login", "--format", "env").Stdout) {
		_, token, _ := strings.Cut(strings.TrimSpace(line), "=")
		tokens = append(tokens, strings.Trim(token, "'"))
	}
	const head = "More about a finding: authcheck explain CODE. For $AUTHCHECK_TOKEN_1 and _2:\n"
	tests := []struct {
		name, want string
		args       []string
	}{
		{"login", `eval "$(authcheck login --format env)"`, nil},
		{"login, with a flag", `eval "$(authcheck login --email 'me@example.com' --format env)"`, []string{"--email", "me@example.com"}},
		{"given", "export AUTHCHECK_TOKEN_1 and AUTHCHECK_TOKEN_2 as you gave them", []string{"--token", tokens[0], "--token", tokens[1]}},
		{"commands", `eval "$(authcheck login --token-command … --token-command … --format env)"`,
			[]string{"--token-command", "echo " + tokens[0], "--token-command", "echo " + tokens[1]}},
	}
	for _, test := range tests {
		got := runIn(p.env, append([]string{"verify", "--quick"}, test.args...)...)
		if !strings.Contains(got.Stdout, head+test.want+"\n") {
			t.Errorf("%s: no %q in\n%s", test.name, test.want, got.Stdout)
		}
	}
	got := runIn(p.env, "verify", "--quick", "--accept", "threads-open=known")
	if !strings.Contains(got.Stdout, "More about") || strings.Contains(got.Stdout, "AUTHCHECK_TOKEN_") {
		t.Errorf("no curl line needs tokens:\n%s", got.Stdout)
	}
}
