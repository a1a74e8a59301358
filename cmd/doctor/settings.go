package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"authcheck/cmd/settings"
	"authcheck/cmd/tokens"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/supabase"
)

func lookAtFile(_ context.Context, d *Doctor) Diagnosis {
	name := d.values.EnvFileName()
	switch read, holding := d.values.FilesRead(); {
	case d.unread != nil:
		return failed(d.unread, "")
	case read == nil:
		return notLooked("there is no %s in this folder", name)
	case holding == nil && !d.values.FileNamed(): // a program's own, which need not be for this one
		return notLooked("%s holds none of the settings: those of other programs only", wording.List(read))
	case holding == nil:
		return weak("a line is NAME=value; docs/settings.md has the names", "%s holds none of the settings", wording.List(read))
	default:
		return holds("%s", strings.Join(holding, "; "))
	}
}

// optional are the settings that verify can do without, and why one may want them.
var optional = map[settings.ID]string{
	settings.ServiceKey: "not set: `signup --confirm` and `cleanup --test-users` need it",
}

func settingLink(name string, id settings.ID) Link {
	s := &settings.Table[id]
	return Link{ID: "settings." + name, Name: s.Name, look: func(_ context.Context, d *Doctor) Diagnosis {
		at, ok := d.values.Place(id)
		value, err := d.values.Text(id)
		if err == nil && (id == settings.AnonKey || id == settings.ServiceKey) {
			err = d.values.SameProject(value, id)
		}
		switch {
		case err != nil:
			return failed(err, "")
		case value == "" && id == settings.Password && d.holds["settings.service-key"]:
			return holds("not set: the test users log in with the service key")
		case value == "" && optional[id] != "":
			return notLooked("%s", optional[id])
		case value == "":
			return broken("set "+s.Sources()+", in the environment or in "+d.values.EnvFileName()+"; `authcheck signup` asks for it", "missing")
		case !ok:
			return holds("%s, the default", value)
		}
		return holds("%s (%s)", describeValue(id, value), at)
	}}
}

// describeValue shows what may be shown of a value.
func describeValue(id settings.ID, value string) string {
	switch {
	case id == settings.AnonKey || id == settings.ServiceKey:
		if project := supabase.KeyProject(value); project != "" {
			return fmt.Sprintf("of kind %s, for project %s", supabase.KindOf(value), project)
		}
		return fmt.Sprintf("of kind %s", supabase.KindOf(value))
	case settings.Table[id].Secret:
		return "set"
	}
	return value
}

// lookAtTokens gets the tokens of those who do not log in with Supabase.
func lookAtTokens(ctx context.Context, d *Doctor) Diagnosis {
	if d.given.source == nil && d.given.err == nil {
		return notLooked("none given: the test users log in with Supabase")
	}
	list, err := []tokens.Token(nil), d.given.err
	if err == nil {
		list, err = d.given.source.Pair(ctx)
	}
	if err != nil {
		return failed(err, "")
	}
	d.given.tokens = list
	at, _ := d.values.Place(d.given.way)
	return holds("of %d users (%s): Supabase is not needed", len(list), at)
}

// tokenLink reads what a given token says of itself.
func tokenLink(i int) Link {
	return Link{ID: fmt.Sprintf("user.%d", i+1), Name: settings.UserName(i), Needs: []string{"settings.tokens"},
		look: func(_ context.Context, d *Doctor) Diagnosis { return d.lookAtToken(i) }}
}

func (d *Doctor) lookAtToken(i int) Diagnosis {
	token, who := d.given.tokens[i].Text, d.given.tokens[i].Who
	d.users = append(d.users, user{name: settings.UserName(i), email: who.Email, token: token})
	kind, endless := "a JWT"+of(who.Issuer), ", without an expiry"
	if scenario.IsAddress(token) {
		return weak("`authcheck login` prints the tokens of test users; --email logs them in", "an e-mail address, where a token is to be")
	}
	if _, _, isJWT := supabase.Claims(token); !isJWT {
		kind, endless = "a token that only the server can read", ""
		if who.ID != "" {
			kind = "a token of " + who.ID + ", as the provider says"
		}
	}
	left := time.Until(who.Expires).Round(time.Second)
	switch {
	case who.Expires.IsZero():
		return holds("%s%s", kind, endless)
	case left <= 0:
		return broken("get a new token, or check this machine's clock", "%s, expired %s ago", kind, roughly(-left))
	}
	return holds("%s, good for another %s", kind, roughly(left))
}

// roughly leaves out the seconds of what takes minutes.
func roughly(d time.Duration) string {
	if d >= 2*time.Minute {
		d = d.Round(time.Minute)
	}
	return wording.Duration(d)
}

func of(issuer string) string {
	if issuer == "" {
		return ""
	}
	return " of " + issuer
}
