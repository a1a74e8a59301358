package cmd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/transcript"
)

type judgeOptions struct {
	strict, verbose, quiet bool
	shared                 []string
	format                 string
	reports                reportOptions
	policy                 settings.PolicyFlags
}

func newJudgeCmd(p terminal.Process) *cobra.Command {
	var o judgeOptions
	cmd := &cobra.Command{
		Use:   "judge FILE",
		Short: "Judge a run that was kept once more, without any server",
		Long: `Judges the transcript that verify --report transcript=FILE has kept: in another
format, or by another policy (--policy, --strict, --shared, --accept). Nothing
is sent. Its exit codes are those of verify.`,
		Example: `  # keep a run, and look at it in other ways
  authcheck verify --report transcript=run.json
  authcheck judge run.json --strict --report html=run.html`,
		Args: oneTranscript,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"json"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), p, args[0]) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.strict, "strict", false, "let warnings fail")
	flags.StringSliceVar(&o.shared, "shared", nil, "`RESOURCE` that all users may read, such as assistants (repeat)")
	o.policy.AddFlags(flags)
	flags.StringVar(&o.format, "format", "text", "output `FORMAT`: "+wording.List(report.Names()))
	o.reports.addFlags(flags)
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "what was sent and came back, for each check")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "the verdict alone")
	offerVerdicts(cmd, &o.reports)
	return cmd
}

const transcriptForm = "a transcript is kept by authcheck verify --report transcript=FILE"

func oneTranscript(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return refused(transcriptForm, "judge takes one transcript")
	}
	return nil
}

func (o *judgeOptions) run(ctx context.Context, p terminal.Process, path string) error {
	if err := o.check(); err != nil {
		return err
	}
	policy, err := o.policy.Read(ctx)
	if err != nil {
		return err
	}
	t, err := readTranscript(ctx, path)
	if err != nil {
		return err
	}
	if err := sameUsers(t, policy.Users); err != nil {
		return err
	}
	if err := o.reports.prepare(); err != nil {
		return err
	}
	judged := scenario.Judge(t, scenario.Config{Strict: o.strict, Allow: append(catalog.SharedWithAll(o.shared), policy.Allow...), Accepted: policy.Accepted, Complete: len(policy.Users) > 0})
	shown := newLive(p, o.format, report.Options{Verbose: o.verbose, Quiet: o.quiet})
	unwritten := o.reports.publish(p, judged)
	if err := errors.Join(report.Replay(shown, judged), shown.finish(ctx, nil)); err != nil {
		return errors.Join(err, unwritten)
	}
	if unwritten == nil && !o.quiet {
		o.reports.tell(p.Err)
	}
	return ending(judged.ExitCode(), unwritten)
}

// sameUsers refuses a policy whose users stand otherwise to each other than those of the run: which
// pairs were tried was decided by who they were.
func sameUsers(t *transcript.Transcript, users []settings.PolicyUser) error {
	const hint = "keep the users as they were, or run verify once more"
	for _, run := range append([]*transcript.Transcript{t}, t.Relations...) {
		relation := run.Settings.Relation
		for _, was := range []catalog.Person{relation.Visitor, relation.Owner} {
			i := slices.IndexFunc(users, func(u settings.PolicyUser) bool { return u.Name == was.Name })
			switch {
			case relation.Name == "" || len(users) == 0:
			case i < 0:
				return refused(hint, "the run was made with %s, of whom the policy does not say who it is", was.Name)
			case users[i].Team != was.Team || users[i].Role != was.Role:
				return refused(hint, "the run was made with another team or role of %s", was.Name)
			}
		}
	}
	return nil
}

func (o *judgeOptions) check() error {
	if err := cmp.Or(known("format", "format", o.format, report.Names()), allKnown("shared", "resource", o.shared, catalog.Sharable)); err != nil {
		return err
	}
	if o.quiet && o.verbose {
		return refused("leave one of them out", "--quiet and --verbose exclude each other")
	}
	return o.reports.check()
}

func readTranscript(ctx context.Context, path string) (*transcript.Transcript, error) {
	text, err := settings.ReadFile(ctx, path, settings.MaxTranscript)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, refused(transcriptForm, "cannot read %s: %v", path, failure.Root(err))
	}
	t, err := transcript.Read(bytes.NewReader(text))
	if err != nil {
		return nil, refused(transcriptForm, "cannot read %s: %v", path, err)
	}
	return t, nil
}
