package faults

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// elsewhere is the other host that redirects lead to: nothing of ours may arrive there. Its
// paths begin with a mark, for others on the machine may knock at any port.
type elsewhere struct {
	gate *gate
	mark string
}

func newElsewhere(p *Proxy) (*elsewhere, error) {
	e := &elsewhere{mark: "/" + uuid.NewString()}
	g, err := newGate(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, e.mark) {
			r.URL.Path = strings.TrimPrefix(r.URL.Path, e.mark)
			p.mu.Lock()
			p.record.strayed(r)
			p.mu.Unlock()
		}
		http.Error(w, "you should not be here", http.StatusTeapot)
	}))
	e.gate = g
	return e, err
}

func (e *elsewhere) url() string { return "http://" + e.gate.address + e.mark }
