package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"authcheck/supabase/supabasetest"
)

type sandboxOptions struct {
	supabaseOnly bool
	listen       string
	confirmEmail bool
	es256        bool
	newKeys      bool
	flaw         string
}

func newSandboxCmd(p Process) *cobra.Command {
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
	flags.StringVar(&o.flaw, "flaw", "", "`NAME` of a mistake in the LangGraph server")
	return cmd
}

func (o *sandboxOptions) run(ctx context.Context, p Process) error {
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
	return quiet(exitInterrupted)
}

func (o *sandboxOptions) start(p Process) (*standIns, error) {
	provider := supabasetest.Options{Listen: o.listen, Confirm: o.confirmEmail, ES256: o.es256, NewKeys: o.newKeys}
	provider.OnMail = func(m supabasetest.Mail) { fmt.Fprintf(p.Out, "# mail to %s: %s\n", m.To, m.Link) }
	if o.supabaseOnly {
		return startProvider(provider)
	}
	return startStandIns(provider, o.flaw)
}

// print writes lines that a shell can source; what is not an export is a comment.
func (o *sandboxOptions) print(p Process, s *standIns) {
	export := func(name, value string) { fmt.Fprintf(p.Out, "export %s=%s\n", name, shellQuote(value)) }
	export("SUPABASE_URL", s.supabase.URL)
	export("SUPABASE_ANON_KEY", s.supabase.AnonKey)
	export("SUPABASE_SERVICE_KEY", s.supabase.ServiceKey)
	if !o.es256 {
		export("SUPABASE_JWT_SECRET", s.supabase.JWTSecret)
	}
	if s.langgraph != nil {
		export("LANGGRAPH_URL", s.langgraph.URL)
	}
	export("AUTHCHECK_EMAIL", standInEmail)
	export("AUTHCHECK_PASSWORD", standInPassword)
	fmt.Fprintln(p.Out, "# Ctrl-C stops the servers and forgets everything")
	fmt.Fprintln(p.Out, "# ready")
}
