package catalog

import (
	"fmt"
	"slices"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// handlerActions are the authorization handlers that a server can have, by resource.
var handlerActions = []struct {
	guard, action, what string
}{
	{"threads", "create", "took over user 1's thread by creating one with its ID"},
	{"threads", "read", "read user 1's threads, their state or their runs"},
	{"threads", "search", "found or counted user 1's threads"},
	{"threads", "update", "changed user 1's threads or cancelled their runs"},
	{"threads", "delete", "deleted user 1's threads or runs"},
	{"threads", "create_run", "started runs on user 1's threads"},
	{"assistants", "create", "took over user 1's assistant by creating one with its ID"},
	{"assistants", "read", "read or used user 1's assistants"},
	{"assistants", "search", "found or counted user 1's assistants"},
	{"assistants", "update", "changed user 1's assistants"},
	{"assistants", "delete", "deleted user 1's assistants"},
	{"crons", "create", "created crons for user 1, or on user 1's thread"},
	{"crons", "read", "read user 1's crons"},
	{"crons", "search", "found or counted user 1's crons"},
	{"crons", "update", "changed user 1's crons"},
	{"crons", "delete", "deleted user 1's crons"},
}

// handlerExplanations has one row per authorization handler, and one per
// resource for when none of its handlers keeps users apart.
func handlerExplanations() []Explanation {
	var rows []Explanation
	for _, guard := range []string{"threads", "assistants", "crons"} {
		rows = append(rows, Explanation{Code: guard + "-open", Verdict: Fail, Title: "Users reach each other's " + guard,
			Proven: "User 2 reached user 1's " + guard + " through every handler that was tried.",
			Why:    "An action without a handler is open: LangGraph fails open, so every user reads, changes and deletes everybody's " + guard + ".",
			Fix:    "A handler for the resource as a whole:\n" + sprintf(ownerFilter, guard),
			Sound:  sound(guard), Tags: []string{"OWASP API1:2023", "OWASP API5:2023", "CWE-639", "CWE-862", "ASVS 8.2.1", "ASVS 8.2.2"}})
	}
	for _, h := range handlerActions {
		rows = append(rows, Explanation{Code: HandlerCode(h.guard, h.action), Verdict: Fail, Under: []string{h.guard + "-open", "no-auth"},
			Title:  fmt.Sprintf("%s.%s does not keep users apart", h.guard, h.action),
			Proven: "User 2 " + h.what + ".",
			Why:    "The handler is missing, returns no filter, or one that LangGraph passes over here, as it does with $in and nested keys: an action without one is open to every user.",
			Fix:    fmt.Sprintf("A handler for %s.%s, or one for %s as a whole:\n%s", h.guard, h.action, h.guard, sprintf(ownerFilter, h.guard+"."+h.action)) + besides(h.guard, h.action),
			Sound:  sound(h.guard), Tags: handlerTags(h.action)})
	}
	return rows
}

// OfHandlers tells a finding about what a handler lets across between users.
func OfHandlers(code string) bool {
	return code == "no-owner-filter" || slices.ContainsFunc(handlerActions, func(h struct{ guard, action, what string }) bool {
		return code == HandlerCode(h.guard, h.action) || code == h.guard+"-open"
	})
}

// Selective is why a handler that keeps some users out lets in others whom the policy does not,
// and Common what else it may be where nobody is kept out.
const (
	Selective = "A handler is there and filters: it keeps out %s, and lets in %s, whom the policy does not allow this. It compares something that those users have in common, such as a team, or lets a role through."
	Common    = " Or the handler compares something that is the same for these users, such as a team that is None for both."
)

// besides is what a handler's filter does not do.
func besides(guard, action string) string {
	if guard == "crons" && action == "create" {
		return "\n" + cronOnThread
	}
	return ""
}

// cronOnThread is for servers that share threads.
const cronOnThread = `# Where others may read threads, threads.read lets them make crons
# on these, too. Begin that handler with:
#     if "metadata" in value:  # a cron is to be made on it
#         return {"owner": ctx.user.identity}`

const people = "Teams and roles that may do so on purpose: say so in authcheck.yaml (docs/people.md), and both directions are proven."

func sound(guard string) string {
	if guard == "assistants" {
		return "Assistants that are shared on purpose: --shared assistants makes reading them fine, changing them not. " + people
	}
	return people
}

func handlerTags(action string) []string {
	tags := []string{"OWASP API1:2023", "CWE-639", "CWE-862", "ASVS 8.2.2"}
	if slices.Contains([]string{"update", "delete", "create_run", "create"}, action) {
		tags = append(tags, "OWASP API5:2023")
	}
	return tags
}
