package catalog

import (
	"slices"
	"sync"
)

// operations is the whole table, in the order of the report.
var operations = slices.Concat(threadOperations, spelledOperations, otherwiseOperations, stateOperations, runOperations, namingRuns, assistantOperations,
	cronOperations, storeOperations, storedOperations, placedOperations, widerOperations, protocolOperations, reversedOperations)

// Operations lists what is tried, in the order of the report; with live runs of the
// graph, and with what the smoke test leaves out, where that is wanted. All who ask get the
// same list: whoever changes it clones it before.
func Operations(runGraph, deep bool) []Operation { return lists()[[2]bool{runGraph, deep}] }

var lists = sync.OnceValue(func() map[[2]bool][]Operation {
	all := make(map[[2]bool][]Operation)
	for _, wanted := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
		all[wanted] = slices.Clip(listed(wanted[0], wanted[1]))
	}
	return all
})

func listed(runGraph, deep bool) []Operation {
	all := slices.Clone(operations)
	if runGraph || deep {
		all = append(all, reachingRuns...)
	}
	if runGraph {
		all = slices.Concat(all, liveOperations, memoryOperations, liveWebhook)
	}
	return slices.DeleteFunc(all, func(o Operation) bool { return o.Deep && !deep })
}

// Special lists the checks that have a course of their own.
func Special() []Operation {
	return append(OverlapChecks(), AsEdited, AsEditedClaiming, TokenSecret, TokenAnonymous, TokenKept, TokenShown, ConfigKeys, ConfigOwner, OwnerMade, HeaderKeys, Lookalike, Written)
}

// Named finds an operation by its ID; one that is no row of the table has nothing but that.
func Named(id string) Operation {
	if o, ok := named()[id]; ok {
		return o
	}
	return Operation{ID: id}
}

var named = sync.OnceValue(func() map[string]Operation {
	all := make(map[string]Operation)
	for _, o := range slices.Concat(Special(), SoakChecks, Operations(true, true)) {
		all[o.ID] = o
	}
	return all
})

// Resources are the rows of the matrix.
var Resources = []string{"threads", "runs", "assistants", "crons", "store", "protocols", "routes"}
