package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/scenario/result"
)

// Link is a link of the chain from the settings to a verdict, as a row of data.
type Link struct {
	ID, Name string
	Needs    []string // links that must hold, or there is nothing to look at
	look     func(context.Context, *Doctor) Diagnosis
}

// Diagnosis is what was found at a link.
type Diagnosis struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Verdict result.Verdict `json:"verdict"` // pass, warn, fail, skip, error
	Found   string         `json:"found"`
	Next    string         `json:"next,omitempty"` // the next step
}

func holds(format string, args ...any) Diagnosis {
	return Diagnosis{Verdict: result.Pass, Found: fmt.Sprintf(format, args...)}
}

func weak(next, format string, args ...any) Diagnosis {
	return Diagnosis{Verdict: result.Warn, Found: fmt.Sprintf(format, args...), Next: next}
}

func broken(next, format string, args ...any) Diagnosis {
	return Diagnosis{Verdict: result.Fail, Found: fmt.Sprintf(format, args...), Next: next}
}

func undecided(next, format string, args ...any) Diagnosis {
	return Diagnosis{Verdict: result.Error, Found: fmt.Sprintf(format, args...), Next: next}
}

func notLooked(format string, args ...any) Diagnosis {
	return Diagnosis{Verdict: result.Skip, Found: fmt.Sprintf(format, args...)}
}

// notReached begins what is said of a link for which another one is missing.
const notReached = "not looked at: needs "

// failed words an error as other commands do, without what the line says already.
func failed(err error, saidAlready string) Diagnosis {
	e, ok := errors.AsType[*failure.Error](err)
	if !ok {
		return undecided("", "%v", err)
	}
	found := strings.TrimPrefix(strings.TrimPrefix(e.Message, saidAlready), ": ")
	if !e.NoAnswer {
		return broken(e.Hint, "%s", strings.TrimSpace(found))
	}
	return undecided(e.Hint, "%s", strings.TrimSpace(found))
}

// chain is all links in their order, for n test users that log in, or for those
// whose tokens are given.
func (d *Doctor) chain(n int) []Link {
	list := append([]Link{{ID: "settings.file", Name: "settings file", look: lookAtFile}}, d.projectLinks()...)
	list = append(list, settingLink("langgraph-url", settings.LangGraphURL),
		Link{ID: "settings.tokens", Name: settings.Table[settings.Tokens].Name, look: lookAtTokens})
	of := tokenLink
	if d.given.way < 0 {
		of = userLink
		list = append(list, settingLink("supabase-url", settings.SupabaseURL), settingLink("anon-key", settings.AnonKey),
			settingLink("service-key", settings.ServiceKey), settingLink("email", settings.Email), settingLink("password", settings.Password))
		list = append(list, supabaseLinks...)
	} else if n = 2; d.given.source != nil {
		n = d.given.source.Count()
	}
	for i := range n {
		list = append(list, of(i))
	}
	return append(list, serverLinks(idsOf("user", n))...)
}

// Links are those that are looked at for n test users that log in.
func Links(n int) []Link { return (&Doctor{given: given{way: -1}}).chain(n) }

func idsOf(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s.%d", prefix, i+1)
	}
	return ids
}

// Examine looks at the links one by one, for n test users that log in, and shows each.
func (d *Doctor) Examine(ctx context.Context, n int, show func(Diagnosis)) []Diagnosis {
	d.holds = map[string]bool{}
	culprits := map[string]string{} // by link: the one to blame where it does not hold
	var all []Diagnosis
	for _, l := range d.chain(n) {
		if ctx.Err() != nil {
			return all
		}
		at := Diagnosis{}
		if missing := d.firstBroken(l.Needs); missing != "" {
			culprits[l.ID] = culprits[missing]
			at = notLooked(notReached+"%s", culprits[missing])
		} else {
			culprits[l.ID] = l.Name
			at = l.look(ctx, d)
			at.Next = d.inItsWords(at.Next)
		}
		at.ID, at.Name = l.ID, l.Name
		d.holds[l.ID] = at.Verdict == result.Pass || at.Verdict == result.Warn
		if ctx.Err() == nil {
			show(at)
			all = append(all, at)
		}
	}
	return all
}

func (d *Doctor) firstBroken(needs []string) string {
	for _, id := range needs {
		if !d.holds[id] {
			return id
		}
	}
	return ""
}
