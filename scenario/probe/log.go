package probe

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

// log writes the transcript. Many goroutines do at once.
type log struct {
	mu       sync.Mutex
	t        transcript.Transcript
	supplies *transcript.Supplies // of the facts as they are; nil: to be worked out
	jar      jar
}

func newLog(c Config, begin time.Time) *log {
	facts := transcript.Facts{Address: transcript.AddressOf(c.URL), Tag: catalog.MadeBy + "-" + randomHex(4), Canary: "canary-" + randomHex(12),
		Tomorrow: begin.UTC().Add(24 * time.Hour).Format(time.RFC3339), Role: c.Role, Things: map[string]string{}, Absent: map[string]string{}}
	facts.HandedOn = c.Project.HandedOn()
	for _, user := range c.Users {
		facts.Users = append(facts.Users, transcript.User{Name: user.Name, Email: user.Email, Subject: user.Subject, Issuer: issuerOf(user.Token)})
	}
	return &log{t: transcript.Transcript{Schema: transcript.Schema, Version: c.Version, Started: begin.UTC().Truncate(time.Second),
		Settings: transcript.Settings{Selection: c.Selection, Quick: c.Quick, RunGraph: c.RunGraph, Deep: c.Deep, Accounts: c.Admin != nil,
			HasExpired: c.ExpiredToken != "", Project: c.Project, Relation: c.Relation},
		Facts: facts, Missing: map[string]string{}, Excuses: map[string]string{}, Failed: map[string]bool{}, Names: map[string][]string{}, Exchanges: []transcript.Exchange{}}}
}

// issuerOf is who issued a token, as the token says; "" where it does not.
func issuerOf(token string) string {
	claims, _, ok := supabase.Claims(token)
	if !ok {
		return ""
	}
	issuer, _ := claims.GetIssuer()
	return issuer
}

// change has the transcript changed by one goroutine at a time.
func (l *log) change(f func(*transcript.Transcript)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.t)
	l.supplies = nil
}

// write is change that leaves the facts as they are.
func (l *log) write(f func(*transcript.Transcript)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.t)
}

// copy is the transcript so far.
func (l *log) copy() *transcript.Transcript {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.t
	t.Facts = l.facts()
	t.Exchanges = slices.Clone(t.Exchanges)
	t.Names = maps.Clone(t.Names)
	t.Missing, t.Excuses, t.Failed, t.Leftovers = maps.Clone(t.Missing), maps.Clone(t.Excuses), maps.Clone(t.Failed), slices.Clone(t.Leftovers)
	return &t
}

// facts are the facts so far; the caller has the lock.
func (l *log) facts() transcript.Facts {
	facts := l.t.Facts
	facts.Things, facts.Absent, facts.Users = maps.Clone(facts.Things), maps.Clone(facts.Absent), slices.Clone(facts.Users)
	return facts
}

// known are the facts so far, which nobody changes.
func (l *log) known() transcript.Facts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.supply().Facts()
}

func (l *log) add(e transcript.Exchange) {
	l.write(func(t *transcript.Transcript) { t.Exchanges = append(t.Exchanges, e) })
}

// turnsAway tells, by what was answered so far, how everybody without a login is refused.
func (l *log) turnsAway(e transcript.Exchange) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.t.TurnsAway(e)
}

// attacks are the exchanges of a check so far.
func (l *log) attacks(operation, identity string) []transcript.Exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []transcript.Exchange
	for i := range l.t.Exchanges {
		if e := &l.t.Exchanges[i]; e.Part == transcript.Attack && e.Operation == operation && e.Identity == identity {
			list = append(list, *e)
		}
	}
	return list
}

// control is the owner's answer to an operation so far.
func (l *log) control(operation string) (transcript.Exchange, bool) {
	answers := l.attacks(operation, "owner")
	if len(answers) == 0 {
		return transcript.Exchange{}, false
	}
	return answers[0], true
}

// replace records an exchange in the place of those that were had of it before.
func (l *log) replace(e transcript.Exchange) {
	l.write(func(t *transcript.Transcript) {
		t.Exchanges = slices.DeleteFunc(t.Exchanges, func(old transcript.Exchange) bool { return old.Part == e.Part && old.Check() == e.Check() })
		t.Exchanges = append(t.Exchanges, e)
	})
}

// set stores the ID of something that was made.
func (l *log) set(name, id string) {
	l.change(func(t *transcript.Transcript) { t.Facts.Things[name] = id })
}

func (l *log) get(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.t.Facts.Things[name]
}

// lack stores why something could not be had, and whether a failure on the way cost
// it; the first reason stays.
func (l *log) lack(name, reason string, failed bool) {
	l.change(func(t *transcript.Transcript) {
		if _, ok := t.Facts.Absent[name]; !ok {
			t.Facts.Absent[name] = reason
			if failed {
				t.Failed[name] = true
			}
		}
	})
}

// lackLike stores that something could not be had for want of something else.
func (l *log) lackLike(name, missing, reason string) {
	l.mu.Lock()
	failed := l.t.Failed[missing]
	l.mu.Unlock()
	l.lack(name, reason, failed)
}

// has tells whether there was such an exchange so far.
func (l *log) has(such func(*transcript.Exchange) bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.t.Exchanges {
		if such(&l.t.Exchanges[i]) {
			return true
		}
	}
	return false
}

// hasOwn tells whether a control of the caller was had.
func (l *log) hasOwn(id string) bool {
	return l.has(func(e *transcript.Exchange) bool { return e.Part == transcript.Own && e.Operation == id })
}

// saw tells whether the owner has looked there before the attack.
func (l *log) saw(readback string) bool {
	return l.has(func(e *transcript.Exchange) bool { return e.Part == transcript.Before && e.Operation == readback })
}

// ownWorked tells whether a control of the caller was had, and let in.
func (l *log) ownWorked(id string) bool {
	return l.has(func(e *transcript.Exchange) bool { return e.Part == transcript.Own && e.Operation == id && e.OK() })
}

// excuse notes why a check could not be tried, and whether a failure on the way cost it.
func (l *log) excuse(check, reason string, failed bool) {
	l.write(func(t *transcript.Transcript) {
		t.Excuses[check] = reason
		t.Failed[check] = failed
	})
}

// left names what could not be removed, once.
func (l *log) left(what string) {
	l.write(func(t *transcript.Transcript) {
		if !slices.Contains(t.Leftovers, what) {
			t.Leftovers = append(t.Leftovers, what)
		}
	})
}

// values are what an identity sends with an operation.
func (l *log) values(o catalog.Operation, id catalog.Identity) *catalog.Values {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.supply().Values(o, id)
}

// lacks tells what is missing for an operation to be tried by an identity, and why.
func (l *log) lacks(o catalog.Operation, id catalog.Identity) (name, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.supply().Lacks(o, id)
}

// supply is what requests are built of; the caller has the lock.
func (l *log) supply() *transcript.Supplies {
	if l.supplies == nil {
		l.supplies = l.facts().Supplies()
	}
	return l.supplies
}

// isOurs tells the tag of this run, whoever has added to it.
func (l *log) isOurs(tag string) bool { return strings.HasPrefix(tag, l.t.Facts.Tag) } // the tag never changes

// carriesTag tells whether a thing shows that this run has made it, wherever: in its
// metadata, its name, or what it is to be run with.
func (l *log) carriesTag(body string) bool {
	facts := &l.t.Facts // tag and canary never change
	return strings.Contains(body, strings.TrimPrefix(facts.Tag, catalog.MadeBy+"-")) || strings.Contains(body, facts.Canary)
}

// showsOurs tells whether an answer, or an item of a list, is a thing of this run with the ID.
func (l *log) showsOurs(e transcript.Exchange, field, id string) bool {
	if !e.OK() {
		return false
	}
	body := []byte(e.Response.Body)
	var items []json.RawMessage
	if json.Unmarshal(body, &items) != nil {
		items = []json.RawMessage{body}
	}
	return slices.ContainsFunc(items, func(item json.RawMessage) bool { return stringField(item, field) == id && l.carriesTag(string(item)) })
}
