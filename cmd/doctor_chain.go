package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"authcheck/scenario"
)

// link is a link of the chain from the settings to a verdict, as a row of data.
type link struct {
	id, name string
	needs    []string // links that must hold, or there is nothing to look at
	look     func(context.Context, *doctor) diagnosis
}

// diagnosis is what was found at a link.
type diagnosis struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Verdict scenario.Verdict `json:"verdict"` // pass, warn, fail, skip, error
	Found   string           `json:"found"`
	Next    string           `json:"next,omitempty"` // the next step
}

func holds(format string, args ...any) diagnosis {
	return diagnosis{Verdict: scenario.Pass, Found: fmt.Sprintf(format, args...)}
}

func weak(next, format string, args ...any) diagnosis {
	return diagnosis{Verdict: scenario.Warn, Found: fmt.Sprintf(format, args...), Next: next}
}

func broken(next, format string, args ...any) diagnosis {
	return diagnosis{Verdict: scenario.Fail, Found: fmt.Sprintf(format, args...), Next: next}
}

func undecided(next, format string, args ...any) diagnosis {
	return diagnosis{Verdict: scenario.Error, Found: fmt.Sprintf(format, args...), Next: next}
}

func notLooked(format string, args ...any) diagnosis {
	return diagnosis{Verdict: scenario.Skip, Found: fmt.Sprintf(format, args...)}
}

// failed words an error as other commands do, without what the line says already.
func failed(err error, saidAlready string) diagnosis {
	e, ok := errors.AsType[*exitError](err)
	if !ok {
		return undecided("", "%v", err)
	}
	found := strings.TrimPrefix(strings.TrimPrefix(e.message, saidAlready), ": ")
	if e.code == exitRefused {
		return broken(e.hint, "%s", strings.TrimSpace(found))
	}
	return undecided(e.hint, "%s", strings.TrimSpace(found))
}

// chain is all links in their order, for n test users that log in, or for those
// whose tokens are given.
func (d *doctor) chain(n int) []link {
	links := []link{
		{id: "settings.file", name: "settings file", look: lookAtFile},
		settingLink("langgraph-url", langgraphURL),
		{id: "settings.tokens", name: table[tokens].name, look: lookAtTokens},
	}
	user := tokenLink
	if d.way < 0 {
		user = userLink
		links = append(links, settingLink("supabase-url", supabaseURL), settingLink("anon-key", anonKey),
			settingLink("service-key", serviceKey), settingLink("email", email), settingLink("password", password))
		links = append(links, supabaseLinks...)
	} else if n = 2; d.source != nil {
		n = len(d.source.get)
	}
	for i := range n {
		links = append(links, user(i))
	}
	return append(links, serverLinks(idsOf("user", n))...)
}

func idsOf(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s.%d", prefix, i+1)
	}
	return ids
}

// examine looks at the links one by one, and shows each.
func (d *doctor) examine(ctx context.Context, links []link, show func(diagnosis)) []diagnosis {
	d.holds = map[string]bool{}
	culprits := map[string]string{} // by link: the one to blame where it does not hold
	var all []diagnosis
	for _, l := range links {
		if ctx.Err() != nil {
			return all
		}
		at := diagnosis{}
		if missing := d.firstBroken(l.needs); missing != "" {
			culprits[l.id] = culprits[missing]
			at = notLooked("not looked at: needs %s", culprits[missing])
		} else {
			culprits[l.id] = l.name
			at = l.look(ctx, d)
		}
		at.ID, at.Name = l.id, l.name
		d.holds[l.id] = at.Verdict == scenario.Pass || at.Verdict == scenario.Warn
		if ctx.Err() == nil {
			show(at)
			all = append(all, at)
		}
	}
	return all
}

func (d *doctor) firstBroken(needs []string) string {
	for _, id := range needs {
		if !d.holds[id] {
			return id
		}
	}
	return ""
}
