package catalog

import "slices"

// Overlap is the check of mix-ups: user 1 and user 2 ask for their own things at
// the same time, and each must get their own.
var Overlap = Operation{ID: "threads.overlap", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search",
	Doc: "/threads/search", Body: ourNewest, Oracle: List, Only: byOtherUser, Crossing: mixedUp}

// ListPair is a list that both users ask for at the same time: each must get their own.
type ListPair struct {
	Check Operation
	Thing string // the name of what is user 1's in it
	Own   string // the name of what is user 2's
}

// ListPairs are [Overlap], which comes first of all, and those that come when there is
// something to list.
var ListPairs = []ListPair{
	{Check: Overlap, Thing: "thread", Own: "thread_of_2"},
	{Check: overlapping("assistants.overlap", "assistants.search", ourNewest), Thing: "assistant", Own: "assistant_of_2"},
	{Check: overlapping("crons.overlap", "crons.search", ourNewest), Thing: "cron", Own: "cron_of_2"},
	{Check: overlapping("store.overlap", "store.search", ownItems), Thing: "key", Own: "key_2"},
}

// overlapping is the check of a list that both users ask for.
func overlapping(id, of string, body Body) Operation {
	o := operationOf(of)
	o.ID, o.Body, o.Only, o.Crossing, o.Sample, o.Deep = id, body, byOtherUser, mixedUp, false, true
	return o
}

// ownItems are the caller's items of the run.
func ownItems(v *Values) any {
	own := "namespace_of_2"
	if _, owner := v.Texts["canary"]; owner {
		own = "namespace"
	}
	return searched(own)(v)
}

// ListPairNamed is the pair of a check.
func ListPairNamed(check string) (pair ListPair, ok bool) {
	i := slices.IndexFunc(ListPairs, func(pair ListPair) bool { return pair.Check.ID == check })
	if i < 0 {
		return ListPair{}, false
	}
	return ListPairs[i], true
}

const mixedUp = "identity-mixed-up"

// Pair is something that both users make at the same time, each for themselves. Most of
// it they need anyway.
type Pair struct {
	Check  Operation // whose it is; its handler and method name what user 2 does
	Thing  string    // the name of user 1's
	Create Operation // user 1's call
	Own    string    // the name of user 2's
	Like   string    // a thing of user 1 without which there are none of the kind
	Field  string    // of the answer that has the ID; "" where the caller names it
	// Readbacks are looks at user 1's and at user 2's, by whoever may see it: {readback} is the ID.
	Readbacks [2]Operation
}

// PairOfThreads is made first of all, while the users search for their threads.
var PairOfThreads = Pair{
	Check: Operation{ID: "threads.overlap-create", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: plainThread("thread_p").Create.Body, Oracle: Access, Only: byOtherUser, Plain: []string{"threads.get"}, Crossing: mixedUp},
	Thing: "thread_p", Create: plainThread("thread_p").Create, Own: "pair_of_2", Field: "thread_id", Readbacks: readBackAlike("/threads/{readback}", "thread_id"),
}

// PairsOfSetUp are made while requests overlap, with the rest of the set-up.
var PairsOfSetUp = []Pair{
	{Check: Operation{ID: "assistants.overlap-create", Answer: objectOf("assistant_id"), Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: assistantFixture("assistant_x").Create.Body, Oracle: Access, Only: byOtherUser, Plain: []string{"assistants.get"}, Crossing: mixedUp},
		Thing: "assistant_x", Create: assistantFixture("assistant_x").Create, Own: "assistant_of_2", Like: "assistant", Field: "assistant_id", Readbacks: readBackAlike("/assistants/{readback}", "assistant_id")},
	{Check: Operation{ID: "crons.overlap-create", Answer: objectOf("cron_id"), Resource: "crons", Action: "create", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons",
		Body: cronFixture("cron_d").Create.Body, Oracle: Access, Only: byOtherUser, Plain: []string{"crons.get"}, Crossing: mixedUp},
		Thing: "cron_d", Create: cronFixture("cron_d").Create, Own: "cron_of_2", Like: "cron", Field: "cron_id", Readbacks: readBackAlike("/runs/crons/{readback}", "cron_id")},
	{Check: Operation{ID: "store.overlap-put", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: PutItem("key_d").Body, Oracle: Access, Only: byOtherUser, Plain: []string{"store.get"}, Crossing: mixedUp},
		Thing: "key_d", Create: PutItem("key_d"), Own: "key_2", Readbacks: [2]Operation{readBackItem("dotted", "key_d"), readBackItem("dotted_of_2", "key_2")}},
}

// Pairs are all of them.
func Pairs() []Pair { return append([]Pair{PairOfThreads}, PairsOfSetUp...) }

func readBackAlike(path, field string) [2]Operation {
	look := Operation{Answer: objectOf(field), Method: "GET", Path: path}
	return [2]Operation{look, look}
}

func readBackItem(namespace, key string) Operation {
	return Operation{Answer: storeItem, Method: "GET", Path: "/store/items", Query: itemQuery(namespace, key)}
}

// Meeting is user 2 trying a check while user 1 does the same rightly.
type Meeting struct {
	Check Operation // that user 2 is not taken for user 1
	Of    string    // what user 2 tries
	Thing string    // the name of what user 1's call makes; "" for nothing
	By    Operation // user 1's call
}

// Meetings are sent with the pairs.
var Meetings = []Meeting{
	{Check: meeting("threads.overlap-read", "threads.history-post"), Of: "threads.history-post", By: operationOf("threads.history-post")},
	{Check: meeting("runs.overlap-create", "runs.create"), Of: "runs.create", Thing: "run_d", By: runFixture("run_d", "thread_r").Create},
	{Check: seenByAnswer(meeting("threads.overlap-update", "threads.patch-plain")), Of: "threads.patch-plain", By: operationOf("threads.patch")}, // which leaves no mark that may be taken for one of threads.patch
}

// seenByAnswer is a change of which the answer tells whether its caller was let in, as no mark is left.
func seenByAnswer(o Operation) Operation {
	o.Oracle = Access
	return o
}

// Crowd is user 2 reading a thread again and again while user 1 reads it: what gives one answer
// to all who ask at the same time is seen by nothing that asks once.
var Crowd = Meeting{Check: crowding(), Of: "threads.get", By: operationOf("threads.get")}

func crowding() Operation {
	o := meeting("threads.overlap-get", "threads.get")
	o.Deep, o.Sample, o.Variants = true, false, false
	return o
}

// meeting is the check of a meeting: the operation under another ID.
func meeting(id, of string) Operation {
	o := operationOf(of)
	o.ID, o.Only, o.Crossing, o.Effect, o.Plain = id, byOtherUser, mixedUp, Effect{}, []string{of}
	return o
}

func operationOf(id string) Operation {
	return operations[slices.IndexFunc(operations, func(o Operation) bool { return o.ID == id })]
}

// OverlapChecks are all checks of requests that overlap.
func OverlapChecks() []Operation {
	var checks []Operation
	for _, pair := range ListPairs {
		checks = append(checks, pair.Check)
	}
	for _, pair := range Pairs() {
		checks = append(checks, pair.Check)
	}
	for _, m := range Meetings {
		checks = append(checks, m.Check)
	}
	return append(checks, Crowd.Check)
}
