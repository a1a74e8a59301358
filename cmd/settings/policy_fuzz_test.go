package settings

import (
	"errors"
	"strings"
	"testing"

	"authcheck/cmd/failure"
	"authcheck/scenario/catalog"
)

// FuzzPolicy: whatever stands in authcheck.yaml is a policy that can be followed, or is refused
// in one line with a next step.
func FuzzPolicy(f *testing.F) {
	const two = "users:\n  a: {account: 1, team: red}\n  b: {account: 2, role: auditor}\n"
	for _, seed := range []string{two + "allow:\n  - {who: same team, may: read, on: threads}\n", two + "allow:\n  - who: {role: auditor}\n    may: [read, search]\n    on: all\n",
		"accepted:\n  - {code: store-shared, reason: known, until: 2026-12-31}\n", "users: {a: {token: $A}, b: {client: $B}}", "- a\n? b\n: {c", "a: &x [*x]\n", "\ufeff---\nusers:\n---\nx: 1", "{1: 2}",
		"accepted:\n  ! # nothing",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parsePolicy("p.yaml", text)
		if err != nil {
			refused, ok := errors.AsType[*failure.Error](err)
			if !ok || refused.Hint == "" || !strings.Contains(refused.Message, "p.yaml") {
				t.Errorf("%T %+v", err, err)
			}
			return
		}
		p.Accounts()
		for _, a := range p.Users {
			for _, b := range p.Users {
				catalog.Between(p.Allow, a.Person, b.Person).Given()
			}
			if a.Account < 0 || a.Account > maxUsers || a.Account == 0 && a.Variable == "" {
				t.Errorf("the user %+v", a)
			}
		}
	})
}
