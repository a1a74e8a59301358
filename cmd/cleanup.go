package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/cleanup"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/scenario"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
)

// Settings of a cleanup: those that every one takes, and how its users get in.
var (
	cleanupSettings = []settings.ID{settings.Headers, settings.Pace}
	cleanupTokens   = slices.Concat([]settings.ID{settings.Tokens, settings.TokenCommands}, settings.OAuth)
)

// cleanupAgain removes what a run left on a server whose users got in with these settings. So
// many of them logged in with Supabase.
func cleanupAgain(v *settings.Values, url string, users int, ids ...settings.ID) string {
	more := ""
	if users > 2 {
		more = fmt.Sprintf(" --users %d", users)
	}
	return "authcheck cleanup --url " + phrase.ShellWord(report.OnTerminal(url)) + v.Again(slices.Concat(cleanupSettings, ids)...) + more
}

// cleanupPeople removes what a run left with a policy, one command for each kind of its users.
func cleanupPeople(v *settings.Values, url string, users []settings.PolicyUser, accounts int) []string {
	var commands, clients []string
	given := ""
	for _, u := range users {
		switch {
		case u.Client:
			clients = append(clients, u.Token)
		case u.Account == 0:
			given += ` --token "` + u.Token + `"`
		}
	}
	if accounts > 0 {
		commands = append(commands, cleanupAgain(v, url, accounts, settings.Project...))
	}
	if given != "" {
		commands = append(commands, cleanupAgain(v, url, 0)+given)
	}
	if len(clients) > 0 {
		commands = append(commands, `AUTHCHECK_OAUTH_CLIENTS="`+strings.Join(clients, ",")+`" `+cleanupAgain(v, url, 0, settings.OAuth...))
	}
	return commands
}

type cleanupOptions struct {
	users     settings.Crew
	testUsers bool
	yes       bool
}

func newCleanupCmd(p terminal.Process) *cobra.Command {
	var o cleanupOptions
	cmd := &cobra.Command{
		Use:   "cleanup",
		Short: "Remove what earlier runs left behind",
		Long: `Looks on the LangGraph server for what earlier runs of verify made and did not
remove: threads, assistants, crons and store items of the test users that carry
authcheck's tag. A profile of a test user that a killed run left edited is put
back. Shows the list, and removes it when you say so. Nothing else is touched.
Runs that are under way must be over.`,
		Example: `  # show, ask, remove
  authcheck cleanup

  # in CI
  authcheck cleanup --yes

  # the test users as well (with SUPABASE_SERVICE_KEY)
  authcheck cleanup --test-users`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *settings.Values) error { return o.run(ctx, v) }),
	}
	o.users.AddFlags(cmd)
	cmd.Flags().BoolVar(&o.testUsers, "test-users", false, "delete the test users of --email, too, with the service key")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	settings.AddFlags(cmd, slices.Concat([]settings.ID{settings.LangGraphURL}, cleanupSettings, settings.Project, []settings.ID{settings.ServiceKey}, cleanupTokens)...)
	return cmd
}

func (o *cleanupOptions) run(ctx context.Context, v *settings.Values) error {
	if err := o.count(ctx, v); err != nil {
		return err
	}
	server, err := reach(v)
	if err != nil {
		return err
	}
	j, err := cleanup.New(ctx, v, scenario.Config{Probe: server}, o.users.N, o.testUsers)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	return j.Run(ctx, o.yes)
}

// count finds out how many test users there are, unless others are given by their tokens.
func (o *cleanupOptions) count(ctx context.Context, v *settings.Values) error {
	if way, err := v.TokenWay(settings.TokenWays); err != nil || way >= 0 && !o.testUsers {
		return cmp.Or(err, settings.CheckUsers(o.users.N, 1))
	}
	return o.users.Count(ctx, v)
}
