//go:build faults

package faults_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"authcheck/e2e/faults"
)

// trial is one run of the matrix: a kind of fault at some requests of a run on a server.
type trial struct {
	server server
	kind   faults.Kind
	aim    string
	login  bool // between authcheck and its login provider
	oauth2 bool // the provider is one of OAuth2 whose tokens are short
	single bool // aimed at one request, or at those of one operation
	fault  func(*stand) faults.Fault
}

func (c trial) String() string { return c.server.name() + ", " + c.kind.Name + ", " + c.aim }

// baseline is a run without fault: how many requests it has on either side, and which of them tell of the flaw.
type baseline struct {
	requests, logins int
	tellers          [][2]string // method and pattern
}

// sample draws trials: servers and kinds take turns, so that each comes up as often as the
// others, and the requests that are hit are drawn.
func sample(n int, seed uint64, known map[string]baseline) []trial {
	dice := rand.New(rand.NewPCG(seed, 0))
	var kinds []faults.Kind
	all := make([]trial, 0, n)
	for i := range n {
		if len(kinds) == 0 {
			kinds = slices.Clone(faults.Kinds)
			dice.Shuffle(len(kinds), func(a, b int) { kinds[a], kinds[b] = kinds[b], kinds[a] })
		}
		c := trial{server: servers[i%len(servers)], kind: kinds[0]}
		kinds = kinds[1:]
		c.draw(dice, known[c.server.flaw])
		all = append(all, c)
	}
	return all
}

// draw chooses what the fault is aimed at.
func (c *trial) draw(dice *rand.Rand, base baseline) {
	times := []faults.Times{faults.Once, faults.Retries}[dice.IntN(2)]
	often := map[faults.Times]string{faults.Once: "once", faults.Retries: "with its retries"}[times]
	switch roll := dice.IntN(100); {
	case roll < 31:
		n := 1 + dice.IntN(base.requests)
		c.at(fmt.Sprintf("request %d %s", n, often), times, func(*stand) faults.Selector { return faults.Nth(n) })
	case roll < 53 && len(base.tellers) > 0:
		teller := base.tellers[dice.IntN(len(base.tellers))]
		if dice.IntN(3) == 0 {
			times, often = faults.Always, "always"
		}
		c.at(fmt.Sprintf("the request that tells (%s %s) %s", teller[0], teller[1], often), times, func(w *stand) faults.Selector {
			return faults.And(faults.Matching(teller[0], teller[1]), faults.Not(owner(w)))
		})
		c.single = true
	case roll < 62:
		c.at("all", faults.Always, func(*stand) faults.Selector { return faults.All() })
	case roll < 69:
		c.at("user 2", faults.Always, func(w *stand) faults.Selector { return faults.By("Bearer " + w.users[1].Token) })
	case roll < 71:
		c.at("outsiders", faults.Always, func(*stand) faults.Selector { return faults.Outsiders() })
	case roll < 73:
		c.at("user 1", faults.Always, func(w *stand) faults.Selector { return owner(w) })
	case roll < 75:
		c.at("whose token is bad", faults.Always, func(w *stand) faults.Selector {
			return faults.Not(faults.Or(faults.Outsiders(), owner(w), faults.By("Bearer "+w.users[1].Token)))
		})
	case roll < 81:
		seed := dice.Uint64()
		c.at("one in ten", faults.Always, func(*stand) faults.Selector { return faults.Random(seed, 0.1) })
	default:
		c.drawProvider(dice, base, times, often)
	}
}

// providerCalls are what is asked of a login provider.
var providerCalls = []string{"GET /user", "PUT /user", "POST /token", "POST /logout", "GET /.well-known/jwks.json"}

// drawProvider aims between authcheck and its login provider.
func (c *trial) drawProvider(dice *rand.Rand, base baseline, times faults.Times, often string) {
	c.login, c.oauth2 = true, dice.IntN(4) == 0
	if c.server.flaw == "identity-from-profile" { // a provider that gives tokens alone takes no edits: it can't be found there
		c.oauth2 = false
	}
	switch n := 1 + dice.IntN(max(base.logins, 1)); dice.IntN(5) {
	case 0:
		c.at("all to the provider", faults.Always, func(*stand) faults.Selector { return faults.All() })
	case 1:
		c.at(fmt.Sprintf("request %d %s to the provider", n, often), times, func(*stand) faults.Selector { return faults.Nth(n) })
	default:
		call := providerCalls[dice.IntN(len(providerCalls))]
		method, path, _ := strings.Cut(call, " ")
		if dice.IntN(2) == 0 {
			times, often = faults.Always, "always"
		}
		c.at(fmt.Sprintf("%s %s to the provider", call, often), times, func(*stand) faults.Selector { return faults.Matching(method, "/auth/v1"+path) })
	}
	if c.oauth2 {
		c.aim += " (OAuth2)"
	}
}

func (c *trial) at(aim string, times faults.Times, when func(*stand) faults.Selector) {
	c.aim, c.single = aim, times != faults.Always
	c.fault = func(w *stand) faults.Fault { return faults.Fault{Kind: c.kind, When: when(w), Times: times} }
}

func owner(w *stand) faults.Selector { return faults.By("Bearer " + w.users[0].Token) }

// chosen are the trials whose description holds the text.
func chosen(all []trial, text string) []trial {
	return slices.DeleteFunc(all, func(c trial) bool { return !strings.Contains(c.String(), text) })
}
