package faults

import (
	"encoding/json"
	"net/http"
)

// listKinds: a whole and good list, in which something is wrong. What is no list of things passes.
var listKinds = []Kind{
	{Name: "list-short", Phase: After, Transient: true, Tells: Lie, Answers: "the server's list without its last thing",
		apply: func(x *exchange) { x.relist(func(things []thing) []thing { return things[:len(things)-1] }) }},
	{Name: "list-turned", Phase: After, Transient: true, Tells: Lie, Answers: "the server's list, in which each thing has the IDs of the next",
		apply: func(x *exchange) { x.relist(turned) }},
	{Name: "list-alike", Phase: After, Transient: true, Tells: Lie, Answers: "the server's list, in which all things have the metadata of the first",
		apply: func(x *exchange) { x.relist(alike) }},
}

// thing is one of a list's.
type thing map[string]any

// idFields are where things have their own IDs.
var idFields = []string{"thread_id", "assistant_id", "cron_id", "run_id"}

// relist gives the server's list after a change.
func (x *exchange) relist(change func([]thing) []thing) {
	var things []thing
	if x.truth.status != http.StatusOK || json.Unmarshal(x.truth.body, &things) != nil || len(things) == 0 {
		x.unhurt()
		x.give(x.truth)
		return
	}
	changed, _ := json.Marshal(change(things))
	header := x.truth.header.Clone()
	header.Del("Content-Length")
	x.give(&answer{x.truth.status, header, changed})
}

func turned(things []thing) []thing {
	first := map[string]any{}
	for _, field := range idFields {
		first[field] = things[0][field]
	}
	for i, t := range things {
		for _, field := range idFields {
			if _, has := t[field]; has && i+1 < len(things) {
				t[field] = things[i+1][field]
			} else if has {
				t[field] = first[field]
			}
		}
	}
	return things
}

func alike(things []thing) []thing {
	for _, t := range things {
		t["metadata"] = things[0]["metadata"]
	}
	return things
}
