package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, args []string, p Process) int {
	root := newRootCmd(p)
	root.SetArgs(args)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	return finish(ctx, p.Err, root.ExecuteContext(ctx))
}

func newRootCmd(p Process) *cobra.Command {
	root := &cobra.Command{
		Use:   "authcheck",
		Short: "Prove that two users of a LangGraph server cannot see each other's data",
		Long: `Two users, one server: authcheck proves that nobody sees anybody else's data.

It signs up two test users with Supabase Auth, logs them in, and tries on a
running LangGraph server what must not work.`,
		Example: `  # see the whole story, with no account anywhere
  authcheck demo

  # the real thing
  export SUPABASE_URL=https://<project>.supabase.co SUPABASE_ANON_KEY=<anon key>
  authcheck signup --email me@example.com
  authcheck verify --email me@example.com --url http://localhost:2024`,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(usageTemplate)
	root.AddCommand(newSignupCmd(p), newLoginCmd(p), newVerifyCmd(p), newDoctorCmd(p), newCleanupCmd(p), newDiffCmd(p), newExplainCmd(p), newDemoCmd(p), newSandboxCmd(p), newVersionCmd(p), newCompletionCmd(p))
	root.SetHelpCommand(newHelpCmd())
	return root
}

// run runs a command with its settings.
func run(p Process, do func(context.Context, *values) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		v, err := newValues(p, cmd)
		if err != nil {
			return err
		}
		if err := do(cmd.Context(), v); err != nil {
			return err
		}
		v.tip()
		return nil
	}
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return refused("see "+cmd.CommandPath()+" --help", "%s takes flags only, no other arguments", cmd.CommandPath())
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see authcheck --help"
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	if like := closest(args[0], names); like != "" {
		hint = "did you mean " + like + "?"
	}
	return refused(hint, "unknown command %q", args[0])
}
