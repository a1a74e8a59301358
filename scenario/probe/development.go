package probe

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// Lookup finds the addresses of a host, as [net.LookupIP] does.
type Lookup func(host string) ([]net.IP, error)

// tryDevelopment asks for a thread where the development server shows any to anybody, and for
// what it says of deploying. On this machine an ID that does not exist tells enough; elsewhere
// it is asked for user 1's.
func (p *Prober) tryDevelopment(ctx context.Context) {
	nobody, here := p.keys.caller("no-token"), false
	p.log.change(func(t *transcript.Transcript) { here = t.Target.Reach == transcript.Loopback })
	var all []func()
	for _, r := range catalog.DevelopmentRoutes() {
		o := r.Operation()
		values := p.log.values(o, nobody.Identity)
		if here {
			values = values.With(map[string]string{"conversation": uuid.NewString()})
		}
		if p.config.Has(catalog.Check(o.ID, nobody.ID)) {
			all = append(all, func() { p.callRouteFor(ctx, o, nobody, form{}, values, transcript.Route) })
		}
	}
	together(all...)
}

// locate notes from where the server's address can be reached.
func (p *Prober) locate() {
	reach := p.reach()
	p.log.change(func(t *transcript.Transcript) { t.Target.Reach = reach })
}

// reach tells from where the server's address can be reached. A name counts as the
// widest of its addresses; one that can't be resolved here is somebody else's network.
func (p *Prober) reach() transcript.Reach {
	target, err := url.Parse(p.config.URL)
	if err != nil {
		return transcript.Private
	}
	host := target.Hostname()
	if address, err := netip.ParseAddr(host); err == nil {
		return reachOf(address)
	}
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return transcript.Loopback
	}
	lookup := p.config.Lookup
	if lookup == nil {
		lookup = net.LookupIP
	}
	found, err := lookup(host)
	if err != nil || len(found) == 0 {
		return transcript.Private
	}
	widest := transcript.Loopback
	for _, ip := range found {
		if address, ok := netip.AddrFromSlice(ip); ok {
			widest = widest.Or(reachOf(address))
		}
	}
	return widest
}

// shared is the address space of carriers and of virtual networks (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

func reachOf(address netip.Addr) transcript.Reach {
	address = address.Unmap()
	switch {
	case address.IsLoopback(), address.IsUnspecified():
		return transcript.Loopback
	case address.IsPrivate(), address.IsLinkLocalUnicast(), shared.Contains(address):
		return transcript.Private
	}
	return transcript.Public
}
