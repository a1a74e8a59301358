// Package scenario is the proof: it takes two logged-in users and a LangGraph
// server, tries every operation as every kind of caller, and judges the answers
// by evidence. It prints nothing and never exits: its product is a [Report].
//
// The path of a run (verify.go): callers and operations are tables (identity.go,
// operation*.go); setup.go makes things of user 1 that carry a canary; send.go
// sends each operation as each caller; reception.go and effect.go say what came
// of it; judge.go alone decides verdicts; rollup.go turns results into findings;
// cleanup.go removes what was made.
package scenario
