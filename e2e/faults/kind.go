package faults

import (
	"fmt"
	"slices"
)

// Phase is where a fault acts on a request.
type Phase string

const (
	// Before: the request never reaches the server.
	Before Phase = "before"
	// After: the server got the request and did what it does; its answer is replaced, cut or lost.
	After Phase = "after"
	// Through: request and answer pass whole; only time or the connection suffers.
	Through Phase = "through"
)

// Tells is what an honest tester may conclude from the answer of a fault.
type Tells string

const (
	// Everything: the answer is the server's, and whole. The verdict is that of a run without fault.
	Everything Tells = "everything"
	// Nothing: it is no answer of the operation. No check may be decided by it, either way.
	Nothing Tells = "nothing"
	// Lie: a well-formed answer of the operation. By itself it can't be told from the truth;
	// where it comes again and again, it contradicts the controls.
	Lie Tells = "lie"
	// Leak: an answer that belongs to another caller. What it shows has truly crossed.
	Leak Tells = "leak"
)

// Kind is one way in which a request can go wrong, with everything about it.
type Kind struct {
	Name  string // kebab-case
	Phase Phase
	// Answers says in words what arrives.
	Answers string
	// Transient kinds look like an accident: an honest tester asks again, where that is safe.
	Transient bool
	Tells     Tells
	// where are the requests to which the answer is well-formed; to others a Lie tells Nothing.
	where Selector

	apply func(*exchange)
}

// TellsOf is what the kind's answer to this request allows to conclude.
func (k Kind) TellsOf(r Request) Tells {
	if k.Tells == Lie && k.where != nil && !k.where(r) {
		return Nothing
	}
	return k.Tells
}

// Kinds is every kind of fault.
var Kinds = slices.Concat(connectionKinds, lengthKinds, wireKinds, gatewayKinds(), limitKinds, failureKinds(),
	shapeKinds, bodyKinds, listKinds, requestKinds, statusKinds, streamKinds, mixupKinds)

// Named is the kind of that name. It panics where there is none: names are written in tests.
func Named(name string) Kind {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("no kind of fault is called %q", name))
	}
	return Kinds[i]
}
