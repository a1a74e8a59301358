package catalog

import "slices"

// ReversedList is a list that user 1 asks for in the end, and user 2's own thing that it would
// show where it is user 1 who sees too much.
type ReversedList struct{ Resource, Thing string }

// ReversedLists are those of all resources, each with a check of its own. Their names are those
// of readbacks.
var ReversedLists = []ReversedList{{"threads", "thread_of_2"}, {"assistants", "assistant_of_2"}, {"crons", "cron_of_2"}}

// Operation is the list.
func (l ReversedList) Operation() Operation { return Named(l.Resource + ".search") }

// CheckID is that of the check.
func (l ReversedList) CheckID() string { return Check(l.Operation().ID, "reversed") }

// IsReversed tells the checks of such lists, for which nothing is sent but the owner's look.
func IsReversed(check string) bool {
	operation, identity := SplitCheck(check)
	return identity == "reversed" && slices.ContainsFunc(ReversedLists, func(l ReversedList) bool { return l.Operation().ID == operation })
}
