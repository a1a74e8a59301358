package faults

// remembered bounds what is kept of answers, in bytes; later ones are not kept.
const remembered = 32 << 20

// memory keeps whole good answers for the kinds that give one again: to the wrong
// caller, or too late. The proxy's lock guards it.
type memory struct {
	first  map[string]*answer         // by place and body: what a cache without regard to the caller holds
	latest map[string]*answer         // by place, body and caller
	callee map[string]map[int]*answer // by operation and caller
	early  map[string]*answer         // by operation: the last one of before the run
	size   int
}

func newMemory() memory {
	return memory{first: map[string]*answer{}, latest: map[string]*answer{}, callee: map[string]map[int]*answer{}, early: map[string]*answer{}}
}

// begin turns what callers got into what they had got before.
func (m *memory) begin() {
	for operation, answers := range m.callee {
		last := 0
		for who := range answers {
			last = max(last, who)
		}
		m.early[operation] = answers[last]
	}
	clear(m.callee)
	clear(m.first)
	clear(m.latest)
}

func (m *memory) keep(x *exchange, a *answer) {
	if m.size += len(a.body); m.size > remembered {
		return
	}
	request, operation := x.request(), x.operation()
	if m.first[request] == nil {
		m.first[request] = a
	}
	m.latest[x.identity()] = a
	if m.callee[operation] == nil {
		m.callee[operation] = map[int]*answer{}
	}
	m.callee[operation][x.entry.request.Who] = a
}

// request is equal for the same requests of whatever caller.
func (x *exchange) request() string { return x.place() + " " + x.sent.digest() }

// operation is equal for requests that differ in IDs only.
func (x *exchange) operation() string { return x.r.Method + " " + Pattern(x.r.URL.Path) }

// recall looks an answer up.
func (x *exchange) recall(look func(*memory) *answer) *answer {
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	return look(&x.p.memory)
}

// cached is the first answer to this request, whoever got it.
func (x *exchange) cached() *answer {
	request := x.request()
	return x.recall(func(m *memory) *answer { return m.first[request] })
}

// others is the last answer that another user got from this operation.
func (x *exchange) others() *answer {
	return x.recall(func(m *memory) (found *answer) {
		for who, a := range m.callee[x.operation()] {
			if who != 0 && who != x.entry.request.Who {
				found = a
			}
		}
		return found
	})
}

// earlier is what this operation answered before the run.
func (x *exchange) earlier() *answer {
	return x.recall(func(m *memory) *answer { return m.early[x.operation()] })
}
