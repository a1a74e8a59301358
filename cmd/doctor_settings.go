package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"authcheck/supabase"
)

func lookAtFile(_ context.Context, d *doctor) diagnosis {
	name := d.values.envFileName()
	switch n := d.values.known(); {
	case d.unread != nil:
		return failed(d.unread, "")
	case d.values.dotenv == nil:
		return notLooked("there is no %s in this folder", name)
	case n == 0:
		return weak("a line is NAME=value; docs/settings.md has the names", "%s holds none of the settings", name)
	default:
		return holds("%s, with %s", name, count(n, "setting"))
	}
}

// known is how many of the settings the file holds.
func (v *values) known() int {
	n := 0
	for _, s := range table {
		if slices.ContainsFunc(s.env, func(name string) bool { return v.dotenv[name] != "" }) {
			n++
		}
	}
	return n
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// optional are the settings that verify can do without, and why one may want them.
var optional = map[settingID]string{
	serviceKey: "not set: only `signup --confirm` and `cleanup --test-users` need it",
}

func settingLink(name string, id settingID) link {
	s := &table[id]
	return link{id: "settings." + name, name: s.name, look: func(_ context.Context, d *doctor) diagnosis {
		at, ok := d.values.find(s)
		value, err := d.values.text(id)
		if err == nil && (id == anonKey || id == serviceKey) {
			err = d.values.sameProject(value, id)
		}
		switch {
		case err != nil:
			return failed(err, "")
		case value == "" && optional[id] != "":
			return notLooked("%s", optional[id])
		case value == "":
			return broken("set "+s.sources()+", in the environment or in "+d.values.envFileName()+"; `authcheck signup` asks for it", "missing")
		case !ok:
			return holds("%s, the default", value)
		}
		return holds("%s (%s)", describeValue(id, value), d.values.whereabouts(s, at))
	}}
}

// sameProject compares a key with the Supabase URL, where that is right.
func (v *values) sameProject(key string, id settingID) error {
	address, err := v.text(supabaseURL)
	if err != nil || address == "" {
		return nil
	}
	return checkSameProject(address, key, id)
}

// describeValue shows what may be shown of a value.
func describeValue(id settingID, value string) string {
	switch {
	case id == anonKey || id == serviceKey:
		if project := supabase.KeyProject(value); project != "" {
			return fmt.Sprintf("of kind %s, for project %s", supabase.KindOf(value), project)
		}
		return fmt.Sprintf("of kind %s", supabase.KindOf(value))
	case table[id].secret:
		return "set"
	}
	return value
}

// whereabouts says where a value was found, and that the file has another one.
func (v *values) whereabouts(s *setting, at given) string {
	if strings.HasPrefix(at.source, "--") || strings.Contains(at.source, " in ") {
		return at.source
	}
	place := at.source + " in the environment"
	for _, name := range s.env {
		if other := v.dotenv[name]; other != "" && other != at.raw {
			return place + ", which comes before another value in " + v.envFileName()
		}
	}
	return place
}

// lookAtTokens gets the tokens of those who do not log in with Supabase.
func lookAtTokens(ctx context.Context, d *doctor) diagnosis {
	if d.source == nil && d.sourceError == nil {
		return notLooked("none given: the test users log in with Supabase")
	}
	list, err := []string(nil), d.sourceError
	if err == nil {
		list, err = d.source.tokens(ctx)
	}
	if err == nil {
		err = checkTwoUsers(list, d.source.more)
	}
	if err != nil {
		return failed(err, "")
	}
	d.given = list
	at := d.values.findAll(&table[d.way])[0]
	return holds("of %d users (%s): Supabase is not needed", len(list), d.values.whereabouts(&table[d.way], at))
}

// tokenLink reads what a given token says of itself.
func tokenLink(i int) link {
	return link{id: fmt.Sprintf("user.%d", i+1), name: userName(i), needs: []string{"settings.tokens"}, look: func(_ context.Context, d *doctor) diagnosis {
		who := subjectOf(d.given[i])
		d.people = append(d.people, person{name: userName(i), email: who.email, token: d.given[i]})
		left := time.Until(who.expires).Round(time.Second)
		switch {
		case who == subject{}:
			return holds("a token that only the server can read")
		case who.expires.IsZero():
			return holds("a JWT%s, without an expiry", of(who.issuer))
		case left <= 0:
			return broken("get a new token, or check this machine's clock", "a JWT%s, expired %s ago", of(who.issuer), roughly(-left))
		}
		return holds("a JWT%s, good for another %s", of(who.issuer), roughly(left))
	}}
}

// roughly leaves out the seconds of what takes minutes.
func roughly(d time.Duration) string {
	if d >= 2*time.Minute {
		d = d.Round(time.Minute)
	}
	return short(d)
}

func of(issuer string) string {
	if issuer == "" {
		return ""
	}
	return " of " + issuer
}
