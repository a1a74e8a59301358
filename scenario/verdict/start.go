package verdict

import (
	"fmt"
	"net/http"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// refusedOwner says why user 1 could not even make a thread.
func (c *court) refusedOwner() result.Result {
	r := blankResult(catalog.Named("threads.create"), catalog.IdentityNamed("owner"))
	var made transcript.Exchange
	if answers := c.attacks[r.ID]; len(answers) > 0 {
		made = answers[0]
	}
	r.Verdict, r.Code = catalog.Error, catalog.SetUpFailed
	switch {
	case made.Response == nil || made.OK():
		r.Code = undecided
	case made.Status() == http.StatusUnauthorized && !c.listed():
		r.Code = tokenRefused
	}
	r.Evidence = &result.Evidence{Whose: "User 1", Expected: "a thread", Got: made.Described()}
	r.Summary = c.whyNoThread(made)
	r.Line = r.Summary
	return r
}

// whyNoThread tells a token that is refused from a user who may not, and both from a server
// that has no such route or crashes. The list that user 1 asked for tells.
func (c *court) whyNoThread(made transcript.Exchange) string {
	said := "User 1 could not create a thread: " + made.Described()
	if made.Response != nil && made.Response.Detail != "" {
		said += ": " + made.Response.Detail
	}
	refused := made.Status() == http.StatusUnauthorized || made.Status() == http.StatusForbidden
	switch {
	case made.Response == nil:
		return "User 1 could not create a thread: " + made.Failure
	case made.IsPage() && made.Status() == http.StatusForbidden && !c.listed():
		return said + ". That is a page of something in front of the server, as of a firewall that has blocked this address: wait until it lets you in again, or have it let you through"
	case refused && c.listed():
		return said + ". The token is accepted (a list of threads is answered): User 1 may not create threads"
	case made.Status() == http.StatusForbidden && c.control(catalog.Named("threads.search")).Response == nil:
		return said + ". Does the server accept tokens of this provider, and may User 1 create threads?"
	case refused:
		return said + ". " + c.suspicion()
	case made.Status() == http.StatusNotFound || made.Status() == http.StatusMethodNotAllowed:
		return said + ". The server has no threads at this address" + c.besidePrefix()
	case made.Status() >= http.StatusInternalServerError:
		return said + ". The log of the server says why"
	}
	return said
}

// listed tells whether user 1 was shown a list of threads.
func (c *court) listed() bool {
	list := catalog.Named("threads.search")
	return c.Facts.LetIn(list, c.control(list))
}

// besidePrefix says that the server of the folder has a path in front which was not asked for.
func (c *court) besidePrefix() string {
	prefix := strings.Trim(c.Settings.Project.Keys[catalog.MountPrefix], `"`)
	if prefix == "" || strings.Contains(c.Target.URL, prefix) {
		return ""
	}
	return ": " + c.Settings.Project.Says(catalog.MountPrefix)
}

// logins judges who got in without a good login, where user 1 has no things of their own.
func (c *court) logins() []result.Result {
	var results []result.Result
	for _, name := range []string{"threads.create", "threads.search"} {
		o := catalog.Named(name)
		for _, id := range catalog.Identities(c.Settings.Deep, c.Settings.Accounts) {
			check := catalog.Check(o.ID, id.ID)
			if len(c.attacks[check]) > 0 && o.TriedBy(id) && check != "threads.create/owner" && c.Settings.Has(check) {
				results = append(results, c.result(o, id))
			}
		}
	}
	return results
}

// notReached says what was not tried for want of a thread.
func (c *court) notReached(tried []result.Result) []string {
	planned := 0
	for _, o := range c.Settings.Needed(catalog.Operations(c.Settings.RunGraph, c.Settings.Deep)) {
		for _, id := range catalog.Identities(c.Settings.Deep, c.Settings.Accounts) {
			if o.TriedBy(id) && c.Settings.Has(catalog.Check(o.ID, id.ID)) {
				planned++
			}
		}
	}
	if c.Settings.Quick || planned <= len(tried) {
		return nil
	}
	return []string{fmt.Sprintf("%d checks were not tried, as they need a thread of User 1: whether users are kept apart is not known", planned-len(tried))}
}
