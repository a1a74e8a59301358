package probe

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// jar keeps the cookies that the server sets where user 2 asks, by name.
type jar struct {
	mu      sync.Mutex
	cookies map[string]string
}

// note keeps what an answer sets.
func (j *jar) note(who catalog.Identity, resp *langgraph.Response) {
	if resp == nil || who.ID != "other-user" || resp.Header.Get("Set-Cookie") == "" {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cookies == nil {
		j.cookies = map[string]string{}
	}
	for _, c := range (&http.Response{Header: resp.Header}).Cookies() {
		j.cookies[c.Name] = c.Value
	}
}

// asOwner are user 2's cookies, as far as they name user 2, with user 1 in that place.
func (j *jar) asOwner(facts transcript.Facts) (line string, values []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(j.cookies)) {
		if value, ok := facts.AsOwner(j.cookies[name]); ok {
			parts, values = append(parts, name+"="+value), append(values, value, j.cookies[name])
		}
	}
	return strings.Join(parts, "; "), values
}

// tryCookies shows the cookies that the server gave user 2, with user 1's name in the place of
// user 2's: beside user 2's token, and alone. Where the server sets none that name a user,
// nothing is sent.
func (p *Prober) tryCookies(ctx context.Context) {
	facts := p.log.known()
	line, values := p.log.jar.asOwner(facts)
	o := catalog.Named("threads.get-by-cookie")
	if line == "" || ctx.Err() != nil {
		return
	}
	for _, value := range values {
		if !facts.Knows(value) {
			p.keys.remember(value)
		}
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Cookies = line })
	for _, who := range []caller{p.keys.other(), p.keys.caller("no-token")} {
		if p.config.Has(catalog.Check(o.ID, who.ID)) && p.has(o, who) {
			p.attack(ctx, o, who, who.forms[0])
		}
	}
}
