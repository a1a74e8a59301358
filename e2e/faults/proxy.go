// Package faults is a proxy of the tests: it stands between authcheck and a LangGraph
// server, Supabase or another login provider, and does one kind of fault to the requests
// that a selector chooses. All else passes, event streams and WebSockets too.
//
// It writes down what passed, which things were changed that this run did not make,
// and what followed a redirect to another host.
package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// Proxy is a running proxy. Its methods may be called at any time, from anywhere.
type Proxy struct {
	target    *url.URL
	transport *http.Transport
	gate      *gate
	elsewhere *elsewhere
	closing   chan struct{}
	end       sync.Once
	handlers  sync.WaitGroup

	mu     sync.Mutex
	closed bool
	faults []*armed
	record record
	memory memory
}

// New starts a proxy in front of a base URL, path prefix included. It passes everything until Set.
func New(target string) (*Proxy, error) {
	base, err := url.Parse(target)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("start fault proxy: no URL to stand in front of: %q", target)
	}
	p := &Proxy{target: base, closing: make(chan struct{}), record: newRecord(), memory: newMemory()}
	p.transport = &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}
	if p.elsewhere, err = newElsewhere(p); err != nil {
		return nil, err
	}
	if p.gate, err = newGate(p); err != nil {
		p.elsewhere.gate.close()
		return nil, err
	}
	return p, nil
}

// URL is the base address of the proxy, without path.
func (p *Proxy) URL() string { return "http://" + p.gate.address }

// Set applies these faults from now on, in place of the earlier ones; none, without any.
// Of several whose selectors choose a request, the first is applied.
func (p *Proxy) Set(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
	for _, f := range faults {
		p.faults = append(p.faults, &armed{Fault: f})
	}
}

// Begin starts a run: counting and the log begin anew, and what was made through the
// proxy so far belongs to somebody else. What was answered so far stays known to the kinds that repeat answers.
func (p *Proxy) Begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record.begin()
	p.memory.begin()
}

// Close ends everything and waits until it has ended.
func (p *Proxy) Close() {
	p.end.Do(func() {
		p.mu.Lock()
		p.closed = true
		p.mu.Unlock()
		close(p.closing)
		p.gate.close()
		p.elsewhere.gate.close()
		p.handlers.Wait()
		p.transport.CloseIdleConnections()
	})
}

// ServeHTTP is one exchange.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := p.begin(w, r)
	if x == nil {
		panic(http.ErrAbortHandler)
	}
	defer p.handlers.Done()
	kind, hit := x.fault()
	if !hit {
		x.pass()
		return
	}
	if x.readBody() != nil {
		panic(http.ErrAbortHandler)
	}
	if kind.Phase == After && !x.forward() {
		panic(http.ErrAbortHandler)
	}
	kind.apply(x)
}

// begin numbers the request and writes it down; nil once the proxy is closed.
func (p *Proxy) begin(w http.ResponseWriter, r *http.Request) *exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.handlers.Add(1)
	entry := p.record.add(r)
	return &exchange{p: p, w: w, r: r, entry: entry, sent: &capture{}}
}

// armed is a fault with what has come of it.
type armed struct {
	Fault
	fired bool
	same  string // what Retries hits again
}

// fault is the kind that hits this request, if any.
func (x *exchange) fault() (Kind, bool) {
	x.p.mu.Lock()
	faults := slices.Clone(x.p.faults)
	x.p.mu.Unlock()
	for _, f := range faults {
		if x.hit(f) {
			x.note(func(e *Exchange) { e.Fault = f.Kind.Name })
			return f.Kind, true
		}
	}
	return Kind{}, false
}

func (x *exchange) hit(f *armed) bool {
	if f.Times == Always {
		return f.When(x.entry.request)
	}
	x.p.mu.Lock()
	fired, same := f.fired, f.same
	x.p.mu.Unlock()
	if fired {
		return f.Times == Retries && x.mayBe(same) && x.readBody() == nil && x.identity() == same
	}
	if !f.When(x.entry.request) {
		return false
	}
	if f.Times == Retries && x.readBody() != nil {
		return false
	}
	return x.claim(f)
}

// claim makes this request the one that a fault hits first; of several at once, one succeeds.
func (x *exchange) claim(f *armed) bool {
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	if f.fired {
		return false
	}
	f.fired, f.same = true, x.identity()
	return true
}
