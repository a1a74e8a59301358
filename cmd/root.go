// Package cmd is the command line of authcheck: one file a command, and exit codes.
// It is the only place that prints errors. What commands share is in the rooms below.
package cmd

import (
	"context"
	"io"
	"log"
	"runtime/debug"

	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario/report"
)

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, args []string, p terminal.Process) int {
	log.SetOutput(io.Discard) // net/http tells there what servers send unasked
	root := newRootCmd(p)
	root.SetArgs(args)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := misnamed(root, args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	return finish(ctx, p, err)
}

func newRootCmd(p terminal.Process) *cobra.Command {
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
	root.SetFlagErrorFunc(settings.FlagError)
	root.SetUsageTemplate(usageTemplate)
	root.AddCommand(newSignupCmd(p), newLoginCmd(p), newVerifyCmd(p), newJudgeCmd(p), newDoctorCmd(p), newCleanupCmd(p),
		newDiffCmd(p), newExplainCmd(p), newExportCmd(p), newDemoCmd(p), newSandboxCmd(p), newVersionCmd(p), newCompletionCmd(p))
	root.SetHelpCommand(newHelpCmd())
	offerOthers(root)
	info, _ := debug.ReadBuildInfo()
	root.Version = versionLine(info)
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "show the version")
	return root
}

// run runs a command with its settings.
func run(p terminal.Process, do func(context.Context, *settings.Values) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		v, err := settings.New(p, cmd)
		if err != nil {
			return err
		}
		v.TellUnread()
		if err := do(cmd.Context(), v); err != nil {
			return err
		}
		v.Tip()
		return nil
	}
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.Flag("url") != nil && settings.CheckAddress(args[0]) == nil {
		return refused("did you mean --url "+report.OnTerminal(args[0])+"?", "%s takes flags only, no other arguments", cmd.CommandPath())
	}
	return refused("see "+cmd.CommandPath()+" --help", "%s takes flags only, no other arguments", cmd.CommandPath())
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return refused(wording.DidYouMean(args[0], names, "see authcheck --help"), "unknown command %q", args[0])
}
