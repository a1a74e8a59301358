package probe

import (
	"context"
	"net/http"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// quotaAfter is how often a caller is waited for who may make nothing more, before it is looked
// whether the server answers anything else of that caller.
const quotaAfter = 2

// overQuota tells a 429 that does not say for how long, to a call that makes or changes
// something, from a rate limit: it stays while the same caller's reads are answered. What was
// found once holds for all such calls.
func (p *Prober) overQuota(ctx context.Context, o catalog.Operation, who caller) func(*langgraph.Response, int) bool {
	key := o.Method + " " + o.Resource
	return func(answer *langgraph.Response, waited int) bool {
		if answer.Status != http.StatusTooManyRequests || answer.RetryAfter() > 0 {
			return false
		}
		if _, known := p.ways.quotas.Load(key); known || waited < quotaAfter {
			return known
		}
		list := controlNamed(catalog.Named("threads.search").ControlID())
		built, missing := list.Request(p.log.values(list, who.Identity))
		if missing != "" || len(who.forms) == 0 {
			return false
		}
		p.wire.count(who.Login, who.Login.Valid())
		resp, err := p.wire.plain.Send(ctx, requestOf(list, built, who.forms[0]))
		if err != nil || resp.Status == http.StatusTooManyRequests || resp.Status >= http.StatusInternalServerError {
			return false
		}
		p.ways.quotas.Store(key, true)
		return true
	}
}
