//go:build faults

package faults_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"authcheck/e2e/faults"
)

// What must not be.
const (
	falseGreen = "false greens"
	falseRed   = "false reds"
	hang       = "hangs"
	panicked   = "panics"
	leftover   = "leftovers unreported"
	foreign    = "foreign touched"
	elsewhere  = "went elsewhere"
	opened     = "sessions left open"

	missed = "(hit nothing)" // no mistake: the run had no such request, or nothing was known to repeat
)

// judge says what of a run must not be, by outcome; lie is a wrong verdict that no tester could have got right.
func (c trial) judge(w *stand, o outcome, before map[string]string) (bad map[string]string, lie string) {
	bad = map[string]string{}
	if o.late {
		return map[string]string{hang: "did not end"}, ""
	}
	if o.panicked != nil {
		bad[panicked] = fmt.Sprint(o.panicked)
	}
	wrong, what := c.verdict(o)
	tells, hits := c.tells(w)
	switch {
	case wrong == falseRed && tells == faults.Leak:
		// an answer of another user did arrive
	case wrong != "" && c.single && (tells == faults.Lie || tells == faults.Leak):
		lie = wrong + ": " + what + hits
	case wrong != "":
		bad[wrong] = what + hits
	}
	if hits == "" {
		bad[missed] = ""
	}
	c.things(w, o, before, bad)
	if n := w.openSessions(); n > 0 && !w.oauth2 && !strings.Contains(strings.Join(o.notes, "\n"), "session") {
		bad[opened] = fmt.Sprint(n, hits)
	}
	if what, left := bad[leftover]; left && c.hidden(w) {
		lie = leftover + ": " + what
		delete(bad, leftover)
	}
	return bad, lie
}

// verdict compares what was said with what is true of the server.
func (c trial) verdict(o outcome) (wrong, what string) {
	switch {
	case c.server.finding == "" && (o.exit == 1 || len(o.failed) > 0):
		return falseRed, fmt.Sprintf("exit %d, %s", o.exit, some(o.failed))
	case c.server.finding != "" && o.exit == 0 && !o.codes[c.server.finding] && o.panicked == nil:
		return falseGreen, "exit 0 without " + c.server.finding
	}
	return "", ""
}

// openSessions is how many sessions go on whose token the run was told.
func (w *stand) openSessions() int {
	open := 0
	for _, e := range w.login.Log() {
		switch {
		case e.Path == "/auth/v1/token" && e.Status == 200 && (e.Fault == "" || faults.Named(e.Fault).Tells == faults.Everything):
			open++
		case e.Path == "/auth/v1/logout" && e.Status == 204:
			open--
		}
	}
	return open
}

// origin says where a thing comes from: it was there before, or which requests named it first.
func origin(w *stand, before map[string]string, id string) string {
	if _, was := before[id]; was {
		return " (there before)"
	}
	for _, e := range w.front.Log() {
		if strings.Contains(strings.ToLower(e.Path), id) {
			return fmt.Sprintf(" (first named by request %d, %s %s)", e.N, e.Method, e.Path)
		}
	}
	return ""
}

// hidden tells whether a well-formed lie has hidden what is there: an answer to a search, or to a removal.
func (c trial) hidden(w *stand) bool {
	return slices.ContainsFunc(w.front.Log(), func(e faults.Exchange) bool {
		told := c.kind.TellsOf(faults.Request{Method: e.Method, Path: e.Path})
		return e.Fault != "" && (told == faults.Lie || told == faults.Leak) && (e.Method == "DELETE" || strings.HasSuffix(e.Path, "/search"))
	})
}

// tells is the most that any request that was hit allows to conclude, and which those were.
func (c trial) tells(w *stand) (faults.Tells, string) {
	log := w.front.Log()
	if c.login {
		log = w.login.Log()
	}
	most := faults.Nothing
	var hits []string
	for _, e := range log {
		if e.Fault == "" {
			continue
		}
		hits = append(hits, fmt.Sprintf("%s %s (%d)", e.Method, e.Path, e.Who))
		told := c.kind.TellsOf(faults.Request{Method: e.Method, Path: e.Path})
		if told == faults.Leak || told == faults.Lie && most != faults.Leak {
			most = told
		}
	}
	if hits == nil {
		return most, ""
	}
	return most, fmt.Sprintf("; hit %d: %s", len(hits), some(hits))
}

// things compares what there is with what there was.
func (c trial) things(w *stand, o outcome, before map[string]string, bad map[string]string) {
	after, err := w.inventory()
	if err != nil {
		bad[foreign] = "what there is can't be listed any more: " + err.Error()
		return
	}
	var left, touched, strays []string
	named := strings.Join(o.leftovers, "\n")
	for id, text := range after {
		old, was := before[id]
		switch profile := strings.HasPrefix(id, "profile of "); {
		case !was && !strings.Contains(named, id) && !namedByTag(named, text, id), profile && old != text && !strings.Contains(named, "profile"):
			left = append(left, id)
		case was && old != text && !profile:
			touched = append(touched, "changed "+id)
		}
	}
	for id := range before {
		if _, still := after[id]; !still {
			touched = append(touched, "gone "+id)
		}
	}
	for _, f := range w.front.Foreign() {
		if f.Done && !f.Unsure && !runTag.MatchString(f.ID) { // an item with the run's tag in its name is its own
			touched = append(touched, fmt.Sprintf("%s %s as %d%s", f.Method, f.Path, f.Who, origin(w, before, f.ID)))
		}
	}
	for _, e := range slices.Concat(w.front.Elsewhere(), w.login.Elsewhere()) {
		strays = append(strays, e.Method+" "+e.Path)
	}
	for outcome, found := range map[string][]string{leftover: left, foreign: touched, elsewhere: strays} {
		if len(found) > 0 {
			bad[outcome] = some(found)
		}
	}
}

// namedByTag tells whether a thing is among those that were named by their kind and the run's tag.
func namedByTag(named, text, id string) bool {
	tag := runTag.FindString(text + id)
	return tag != "" && strings.Contains(named, "s of ") && strings.Contains(named, tag)
}

var runTag = regexp.MustCompile(`authcheck-[0-9a-f]{8}`)

// some is the first few, and how many more.
func some(all []string) string {
	if len(all) > 3 {
		return strings.Join(all[:3], ", ") + fmt.Sprintf(" and %d more", len(all)-3)
	}
	return strings.Join(all, ", ")
}
