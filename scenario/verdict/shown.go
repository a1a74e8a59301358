package verdict

import (
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// judgeShown judges what an answer of a route of the server's own shows that opens more: another
// user's token, or what worked as a login. ok is false where it shows none.
func (c *court) judgeShown(v visit) (j judgement, ok bool) {
	if v.id.Login != catalog.NoLogin && v.id.Login != catalog.OtherUser || v.id.Token == catalog.ForgedKey {
		return j, false
	}
	if whose := c.shownToken(v.answer, v.id.Token); whose != "" {
		return judgedAs(catalog.TokenShown.Crossing, whose+"'s token came along"), true
	}
	for _, e := range c.other[transcript.Shown] {
		if e.Check() != v.answer.Check() && !v.answer.Has(strings.TrimPrefix(e.Request.Header, transcript.ShownAs)) {
			continue
		}
		name := shownName(e.Request.Header)
		if of := c.opens(e, v.id); of != "" {
			return judgedAs(loginGiven, name+" in its answer works as a login, and shows "+of), true
		}
		if v.id.Login != catalog.NoLogin {
			continue // it may be user 2's own
		}
		if ofGuests(v, e) {
			return judgement{catalog.Warn, loginGiven, name + " in its answer works as a login, as it seems for guests"}, true
		}
		return judgedAs(loginGiven, name+" in its answer works as a login"), true
	}
	return j, false
}

const loginGiven = "login-given"

// opens names what a list showed to whom a route gave a login; "" for nothing that is another's.
func (c *court) opens(e transcript.Exchange, to catalog.Identity) string {
	if to.Login == catalog.NoLogin {
		return c.Facts.BetraysAny(e, nil, c.allowed(to).Reading())
	}
	return c.Facts.Betrays(e, nil, c.allowed(to).Reading())
}

// guests are words of routes that give visitors a login of their own.
var guests = regexp.MustCompile(`(?i)guest|anonym|visitor|demo|trial|public`)

// ofGuests tells a login that is meant for anybody, by its route or by what it says.
func ofGuests(v visit, e transcript.Exchange) bool {
	said := v.answer.Response.Body + v.answer.Response.More.Decoded
	return guests.MatchString(v.route.Path) || strings.Contains(said, `"is_anonymous":true`) || guests.MatchString(shownName(e.Request.Header))
}

// shownName is what a secret is called in a header that was sent, where a marker stands for it.
func shownName(header string) string {
	_, name, found := strings.Cut(strings.TrimSuffix(header, "»"), "secret-")
	if _, name, _ = strings.Cut(name, ":"); !found || name == "" {
		return "what stands"
	}
	if strings.HasPrefix(header, "Cookie:") {
		return "the cookie " + name
	}
	return name
}

// judgeSecrets warns of what looks like keys or tokens in an answer to somebody to whom they
// may not be meant. ok is false where there is none.
func judgeSecrets(v visit, to string) (j judgement, ok bool) {
	var names []string
	for _, f := range v.answer.Response.SecretsIn() {
		if !slices.Contains(names, f.Name) && (v.id.Login == catalog.NoLogin || v.control.Has(f.Value)) {
			names = append(names, f.Name)
		}
	}
	const most = 5
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return judgedAs("secrets-shown", to+", with what looks like keys or tokens: "+strings.Join(names, ", ")), len(names) > 0
}
