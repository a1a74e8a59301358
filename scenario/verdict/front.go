package verdict

import (
	"net/http"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// blockedTricks is how many tricks have to be refused by a page before a firewall has refused
// them, and not one of them by accident.
const blockedTricks = 2

// firewalled tells a trick that something in front refuses, for how it looks: a page that says
// 403 or 406, which tricks get and no plain request, while the caller's own plain one is
// answered as usual. Such a trick was let in nowhere, and says nothing of the server behind.
func (c *court) firewalled(t trial) bool {
	if !isBlock(t.answer) || !isTrick(t.op, t.id) || !c.plainAnswered(t) {
		return false
	}
	blocked := map[string]bool{}
	for check, answers := range c.attacks {
		if !slices.ContainsFunc(answers, isBlock) {
			continue
		}
		operation, identity := catalog.SplitCheck(check)
		if !isTrick(catalog.Named(operation), catalog.IdentityNamed(identity)) {
			return false
		}
		blocked[check] = true
	}
	return len(blocked) >= blockedTricks
}

func isBlock(e transcript.Exchange) bool {
	return e.IsPage() && (e.Status() == http.StatusForbidden || e.Status() == http.StatusNotAcceptable)
}

// isTrick tells a request that is not as the API's own clients send it.
func isTrick(o catalog.Operation, id catalog.Identity) bool {
	return o.Plain != nil || !id.Login.Valid() && id.ID != plainStranger
}

// plainStranger shows nothing.
const plainStranger = "no-token"

// plainAnswered tells whether the same without the trick got an answer of the API.
func (c *court) plainAnswered(t trial) bool {
	operations, identity := t.op.Plain, t.id.ID
	if operations == nil {
		operations, identity = []string{t.op.ID}, plainStranger
	}
	return slices.ContainsFunc(operations, func(plain string) bool {
		o := catalog.Named(plain)
		return slices.ContainsFunc(c.attacks[catalog.Check(o.ID, identity)], func(e transcript.Exchange) bool {
			got := c.Outcome(o, e, transcript.Exchange{})
			return got == transcript.Denied || got == transcript.Admitted
		})
	})
}

// anywhere tells the page that the server answers any path with that it does not have: the
// one of an application, for one.
func (c *court) anywhere(e transcript.Exchange) bool {
	return e.OK() && e.IsPage() && slices.ContainsFunc(c.other[transcript.Nowhere], func(nowhere transcript.Exchange) bool {
		return nowhere.OK() && nowhere.IsPage() && nowhere.Response.Body == e.Response.Body
	})
}

// absent tells an optional protocol that is not there: user 1's own call gets the page that any
// path gets.
func (c *court) absent(o catalog.Operation, control transcript.Exchange) bool {
	return o.Resource == "protocols" && c.anywhere(control)
}
