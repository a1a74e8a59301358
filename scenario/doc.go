// Package scenario is the proof: it takes two logged-in users and a LangGraph
// server, tries every operation as every kind of caller, and judges the answers
// by evidence. It prints nothing and never exits: its product is a [Report].
//
// The path of a run: identities and operations are tables (identity.go,
// operations*.go); setup.go makes resources of user 1 that carry a canary;
// run.go sends each operation as each identity; judge.go alone decides
// verdicts; rollup.go turns results into findings; cleanup.go removes what was made.
package scenario
