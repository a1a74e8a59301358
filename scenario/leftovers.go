package scenario

import (
	"context"

	"authcheck/scenario/probe"
	"authcheck/supabase"
)

// Leftover is something on the server that an earlier run made and did not remove, or
// the profile of a test user that it left edited.
type Leftover = probe.Leftover

// Leftovers is what a search for leftovers came to.
type Leftovers = probe.Leftovers

// FindLeftovers looks through what each of the users of c can list for things
// with authcheck's tag, and with a provider at their profiles. Of c it uses where the
// servers are and who the users are. The error says that there was no answer (*langgraph.NoAnswerError), or one of
// something that is not a LangGraph server (*langgraph.NotLangGraphError).
func FindLeftovers(ctx context.Context, c Config) (*Leftovers, error) {
	return probe.FindLeftovers(ctx, c.Probe)
}

// RemoveLeftovers removes what FindLeftovers has found, each thing as the user in
// whose list it was, puts profiles back, and looks once more: it returns what is still there, and
// what else is left by then.
func RemoveLeftovers(ctx context.Context, c Config, found []Leftover) (*Leftovers, error) {
	return probe.RemoveLeftovers(ctx, c.Probe, found)
}

// FindAccounts finds the accounts that runs have made at the provider, with its service
// key, and not removed.
func FindAccounts(ctx context.Context, admin *supabase.Client) ([]supabase.User, error) {
	return probe.FindAccounts(ctx, admin, "")
}

// DeleteAccount deletes one of them; that it is not there is fine.
func DeleteAccount(ctx context.Context, admin *supabase.Client, id string) error {
	return probe.DeleteAccount(ctx, admin, id)
}
