package cmd

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/export"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

func newExportCmd(p terminal.Process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the check for another engine",
		Long: `Writes a project that does the check with another engine: from as many machines
as it takes.`,
		Example: `  # for Locust, which runs on many machines
  authcheck export locust --out load`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newExportLocustCmd(p))
	return cmd
}

type locustOptions struct {
	out    string
	shared []string
	policy settings.PolicyFlags
}

func newExportLocustCmd(p terminal.Process) *cobra.Command {
	var o locustOptions
	cmd := &cobra.Command{
		Use:   "locust",
		Short: "Write a Locust project: whose the answers are, under load",
		Long: `Writes a Locust project: under load, from one machine or many, every answer must
be its caller's. Somebody else's things in an answer are a failure in Locust's
report, and exit code 1. No node of the graph is run, and all that is made is
removed. There is no secret in the project: it reads tokens when it runs.`,
		Example: `  # write it, and run it on this machine
  authcheck export locust --out load
  pip install -r load/requirements.txt
  authcheck login --users 4 --format json |
    locust -f load/locustfile.py --headless --users 20 --run-time 60s`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *settings.Values) error { return o.run(ctx, v) }),
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.out, "out", "", "`DIR` to write the project to; no file in it is overwritten")
	flags.StringSliceVar(&o.shared, "shared", nil, "`RESOURCE` that all users may read, such as assistants (repeat)")
	o.policy.AddFile(flags)
	offer(cmd, "shared", catalog.Sharable)
	offerFunc(cmd, "out", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
	settings.AddFlags(cmd, settings.LangGraphURL, settings.Graph, settings.StoreNamespace)
	return cmd
}

func (o *locustOptions) run(ctx context.Context, v *settings.Values) error {
	if o.out == "" {
		return refused("write it like --out load", "--out is missing: the folder to write to")
	}
	if err := allKnown("shared", "resource", o.shared, catalog.Sharable); err != nil {
		return err
	}
	project, err := o.project(v)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	policy, err := o.policy.Read(ctx)
	if err != nil {
		return err
	}
	project.Allowed = policy.Accounts()
	tellLeftOut(v.Process.Err, policy.Users)
	files, err := project.Files()
	if err != nil {
		return err
	}
	if err := export.Write(o.out, files); err != nil {
		return err
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = file.Name
	}
	_, err = fmt.Fprintf(v.Process.Out, "✅ %s in %s: README.md says how to run it\n", wording.List(names), report.OnTerminal(filepath.Clean(o.out)))
	return err
}

// tellLeftOut names the users that Locust cannot have: it is given test users, as login prints them.
func tellLeftOut(w io.Writer, users []settings.PolicyUser) {
	var names []string
	for _, u := range users {
		if u.Account == 0 {
			names = append(names, u.Name)
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(w, "authcheck: left out: %s: the project has test users alone (account: N), as authcheck login prints them\n", wording.List(names))
	}
}

// project is what the project is told.
func (o *locustOptions) project(v *settings.Values) (p export.Locust, err error) {
	p = export.Locust{Shared: o.shared}
	if p.Host, err = v.Text(settings.LangGraphURL); err != nil {
		return p, err
	}
	if p.Graph, err = v.Text(settings.Graph); err != nil {
		return p, err
	}
	if p.Graph == "" && len(v.Project.Graphs) > 0 {
		p.Graph = v.Project.Graph("agent")
	}
	perRequest, err := v.Duration(settings.RequestTimeout)
	if err != nil {
		return p, err
	}
	p.RequestTimeout = perRequest.Seconds()
	namespace, err := v.Text(settings.StoreNamespace)
	layouts := catalog.StoreLayouts
	if namespace != "" {
		layouts = [][]string{catalog.StoreLayout(namespace)}
	}
	for _, layout := range layouts {
		p.StoreNamespaces = append(p.StoreNamespaces, strings.Join(layout, ","))
	}
	return p, err
}
