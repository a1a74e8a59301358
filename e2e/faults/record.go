package faults

import (
	"crypto/sha256"
	"net/http"
	"slices"
)

// Exchange is one request and what came of it. It holds no token: Who is an index.
type Exchange struct {
	N       int    // 1 for the first of the run
	Method  string //
	Path    string // as the client wrote it, without the query
	Who     int    // index of the Authorization value by first appearance, from 1; 0: none
	Status  int    // that the server answered; 0 where it did not
	Reached bool   // the request went to the server
	Fault   string // name of the kind that was applied; "" for none

	request Request
	ids     []string // of things that it would change
	lost    bool     // it may have made something whose ID never came
}

// Foreign is a change of something that this run did not make.
type Foreign struct {
	Exchange
	ID   string
	Done bool // the server answered with a 2xx
	// Unsure: the thing may be this run's after all, for the answer to something that
	// it created never came. What was made before the run is never unsure.
	Unsure bool
}

// logged is how many exchanges of a run are kept; later ones are only counted.
const logged = 20_000

// known is how many Authorization values and IDs are kept.
const known = 100_000

// record is what passed. The proxy's lock guards it.
type record struct {
	count   int
	entries []*Exchange
	strays  []*Exchange
	callers map[[sha256.Size]byte]int
	made    map[string]bool // by this run
	others  map[string]bool // made before it
}

func newRecord() record {
	return record{callers: map[[sha256.Size]byte]int{}, made: map[string]bool{}, others: map[string]bool{}}
}

func (r *record) begin() {
	for id := range r.made {
		r.others[id] = true
	}
	clear(r.made)
	r.count, r.entries, r.strays = 0, nil, nil
}

// add writes a request down.
func (r *record) add(req *http.Request) *Exchange {
	r.count++
	e := r.entry(req, r.count)
	if len(r.entries) < logged {
		r.entries = append(r.entries, e)
	}
	return e
}

// strayed writes down what arrived at the other host.
func (r *record) strayed(req *http.Request) {
	if len(r.strays) < logged {
		r.strays = append(r.strays, r.entry(req, len(r.strays)+1))
	}
}

func (r *record) entry(req *http.Request, n int) *Exchange {
	e := &Exchange{N: n, Method: req.Method, Path: req.URL.Path}
	e.request = Request{N: n, Method: e.Method, Path: e.Path}
	if value := req.Header.Get("Authorization"); value != "" {
		e.request.caller = sha256.Sum256([]byte(value))
		e.request.Who = r.who(e.request.caller)
	}
	e.Who = e.request.Who
	return e
}

func (r *record) who(caller [sha256.Size]byte) int {
	index, ok := r.callers[caller]
	if !ok && len(r.callers) < known {
		index = len(r.callers) + 1
		r.callers[caller] = index
	}
	return index
}

// learn remembers IDs as made by this run. Those that were there before stay others'.
func (r *record) learn(ids []string) {
	for _, id := range ids {
		if !r.others[id] && len(r.made) < known {
			r.made[id] = true
		}
	}
}

// Log is the exchanges of the run so far, in the order in which they came.
func (p *Proxy) Log() []Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	return values(p.record.entries)
}

// Requests is how many requests the run has had so far.
func (p *Proxy) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.record.count
}

// Elsewhere is what arrived at the other host that redirects lead to. Who above 0
// means that an Authorization value went there.
func (p *Proxy) Elsewhere() []Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	return values(p.record.strays)
}

// Foreign is every change that was sent to something that this run did not make.
func (p *Proxy) Foreign() []Foreign {
	p.mu.Lock()
	defer p.mu.Unlock()
	lost := slices.ContainsFunc(p.record.entries, func(e *Exchange) bool { return e.lost })
	var all []Foreign
	for _, e := range p.record.entries {
		if !e.Reached {
			continue
		}
		for _, id := range e.ids {
			if !p.record.made[id] {
				all = append(all, Foreign{Exchange: *e, ID: id, Done: e.Status/100 == 2, Unsure: lost && !p.record.others[id]})
			}
		}
	}
	return all
}

func values(entries []*Exchange) []Exchange {
	all := make([]Exchange, 0, len(entries))
	for _, e := range entries {
		all = append(all, *e)
	}
	return slices.Clip(all)
}
