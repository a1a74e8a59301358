package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"authcheck/cmd/standins"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
	"authcheck/supabase/supabasetest"
)

type sandboxOptions struct {
	supabaseOnly bool
	listen       string
	confirmEmail bool
	es256        bool
	newKeys      bool
	project      []string
	flaw         string
}

func newSandboxCmd(p terminal.Process) *cobra.Command {
	var o sandboxOptions
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Keep stand-in servers up, to play by hand or for tests",
		Long: `Keeps stand-ins for Supabase Auth and a LangGraph server up until Ctrl-C, and
prints what to export to use them. Everything lives in memory; keys and secrets
are made for this run. The last line is "# ready".`,
		Example: `  # in one terminal
  authcheck sandbox | tee sandbox.env

  # in another
  source sandbox.env && authcheck signup && authcheck verify

  # a project that asks for a CAPTCHA
  authcheck sandbox --project captcha

  # a login provider for a LangGraph server of your own
  authcheck sandbox --supabase-only --listen 127.0.0.1:9999`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), p) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.supabaseOnly, "supabase-only", false, "no LangGraph server")
	flags.StringVar(&o.listen, "listen", "", "`ADDRESS` of the Supabase stand-in (default: a free port of 127.0.0.1)")
	flags.BoolVar(&o.confirmEmail, "confirm-email", false, "users must open a link, which is printed when they sign up")
	flags.BoolVar(&o.es256, "es256", false, "sign tokens with a key pair (ES256), as new projects do")
	flags.BoolVar(&o.newKeys, "new-keys", false, "sb_publishable_… and sb_secret_… for keys")
	flags.StringSliceVar(&o.project, "project", nil, "`MODE` of the Supabase project: "+wording.List(supabasetest.Modes())+" (repeat)")
	flags.StringVar(&o.flaw, "flaw", "", "`NAME` of a mistake in the LangGraph server")
	offer(cmd, "project", supabasetest.Modes())
	offer(cmd, "flaw", standins.FlawNames())
	return cmd
}

func (o *sandboxOptions) run(ctx context.Context, p terminal.Process) error {
	if o.supabaseOnly && o.flaw != "" {
		return refused("leave one of them out", "--supabase-only and --flaw exclude each other")
	}
	servers, err := o.start(p)
	if err != nil {
		return err
	}
	defer servers.Close()
	o.print(p, servers)
	<-ctx.Done()
	return endWith(exitInterrupted)
}

func (o *sandboxOptions) start(p terminal.Process) (*standins.Servers, error) {
	provider := supabasetest.Options{Listen: o.listen, Confirm: o.confirmEmail, ES256: o.es256, NewKeys: o.newKeys}
	if err := allKnown("project", "mode", o.project, supabasetest.Modes()); err != nil {
		return nil, err
	}
	for _, mode := range o.project {
		provider.SetMode(mode)
	}
	provider.OnMail = func(m supabasetest.Mail) {
		fmt.Fprintf(p.Out, "# mail to %s: %s\n", report.OnTerminal(m.To), report.OnTerminal(m.Link))
	}
	if o.supabaseOnly {
		return standins.StartSupabase(provider)
	}
	return standins.Start(provider, o.flaw)
}

// print writes lines that a shell can source; what is not an export is a comment.
func (o *sandboxOptions) print(p terminal.Process, s *standins.Servers) {
	export := func(name, value string) { fmt.Fprintf(p.Out, "export %s=%s\n", name, phrase.ShellWord(value)) }
	export("SUPABASE_URL", s.Supabase.URL)
	export("SUPABASE_ANON_KEY", s.Supabase.AnonKey)
	export("SUPABASE_SERVICE_KEY", s.Supabase.ServiceKey)
	if s.JWTSecret != "" {
		export("SUPABASE_JWT_SECRET", s.JWTSecret)
	}
	if s.LangGraph != nil {
		export("LANGGRAPH_URL", s.LangGraph.URL)
	}
	export("AUTHCHECK_EMAIL", standins.Email)
	export("AUTHCHECK_PASSWORD", standins.Password)
	fmt.Fprintln(p.Out, "# Ctrl-C stops the servers and forgets everything")
	fmt.Fprintln(p.Out, "# ready")
}
