package transcript

import (
	"sync"

	"authcheck/langgraph/wire"
)

// JSON is what a text holds; ok is false where it is no JSON, or nested without end. Every
// check that rests on an answer looks into it, so what was looked at last is remembered:
// the value is shared, and nobody may change it.
func JSON(text string) (value any, ok bool) {
	if len(text) > longest {
		return unpack(text)
	}
	return lately.get(text)
}

func unpack(text string) (value any, ok bool) {
	err := wire.Unmarshal([]byte(text), &value)
	return value, err == nil
}

// Of how many bytes of text the values are remembered, which take several times as much.
const (
	longest = 64 << 10  // a text
	most    = 256 << 10 // all of a generation
)

// lately is what was looked at in this process.
var lately memory

// memory has two generations of values, by their texts: what is looked at again comes into
// the young one, and what is not goes with the old one.
type memory struct {
	mu         sync.Mutex
	young, old map[string]unpacked
	bytes      int // of the young ones' texts
}

type unpacked struct {
	value any
	ok    bool
}

func (m *memory) get(text string) (value any, ok bool) {
	m.mu.Lock()
	u, known := m.young[text]
	if !known {
		if u, known = m.old[text]; known {
			m.keep(text, u)
		}
	}
	m.mu.Unlock()
	if known {
		return u.value, u.ok
	}
	u.value, u.ok = unpack(text)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(text, u)
	return u.value, u.ok
}

// keep remembers a value; the caller has the lock.
func (m *memory) keep(text string, u unpacked) {
	if m.young == nil || m.bytes+len(text) > most {
		m.young, m.old, m.bytes = map[string]unpacked{}, m.young, 0
	}
	m.young[text] = u
	m.bytes += len(text)
}
