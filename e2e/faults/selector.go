package faults

import (
	"crypto/sha256"
	"math/rand/v2"
	"path"
	"regexp"
	"sync"
)

// Request is what selectors see of a request.
type Request struct {
	N      int // 1 for the first of the run
	Method string
	Path   string // as the client wrote it, without the query
	Who    int    // index of the Authorization value by first appearance, from 1; 0: none

	caller [sha256.Size]byte
}

// Selector chooses the requests that a fault is applied to.
type Selector func(Request) bool

// All chooses every request.
func All() Selector { return func(Request) bool { return true } }

// Nth chooses the n-th request of the run, from 1.
func Nth(n int) Selector { return func(r Request) bool { return r.N == n } }

// Matching chooses by method ("" for any) and path pattern, in which * is one segment or part of one.
func Matching(method, pattern string) Selector {
	return func(r Request) bool {
		fits, err := path.Match(pattern, r.Path)
		return err == nil && fits && (method == "" || method == r.Method)
	}
}

// By chooses the requests with this Authorization value: those of one user.
func By(authorization string) Selector {
	caller := sha256.Sum256([]byte(authorization))
	return func(r Request) bool { return r.Who > 0 && r.caller == caller }
}

// Outsiders chooses the requests without Authorization.
func Outsiders() Selector { return func(r Request) bool { return r.Who == 0 } }

// Random chooses requests with a probability, the same ones for the same seed and order.
func Random(seed uint64, probability float64) Selector {
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(seed, seed))
	return func(Request) bool {
		mu.Lock()
		defer mu.Unlock()
		return dice.Float64() < probability
	}
}

// And chooses what all selectors choose; it asks them in order, up to the first that does not.
func And(selectors ...Selector) Selector {
	return func(r Request) bool {
		for _, chosen := range selectors {
			if !chosen(r) {
				return false
			}
		}
		return true
	}
}

// Or chooses what any of the selectors chooses.
func Or(selectors ...Selector) Selector {
	return func(r Request) bool {
		for _, chosen := range selectors {
			if chosen(r) {
				return true
			}
		}
		return false
	}
}

// Not chooses what the selector does not.
func Not(s Selector) Selector { return func(r Request) bool { return !s(r) } }

// Times is how often a fault is applied to what its selector chooses.
type Times int

const (
	// Always: to each chosen request.
	Always Times = iota
	// Once: to the first chosen request alone; a retry gets through.
	Once
	// Retries: to the first chosen request and to every later one that is the same (method,
	// path, query, caller, body), so that retries are exhausted.
	Retries
)

// Fault is a kind, applied to the requests that When chooses.
type Fault struct {
	Kind  Kind
	When  Selector
	Times Times
}

var uuids = regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// Pattern is a path with * for each ID in it: the operation, as [Matching] takes it.
func Pattern(path string) string { return uuids.ReplaceAllString(path, "*") }
