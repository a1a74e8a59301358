package cmd

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

type demoOptions struct {
	verify    verifyOptions
	flaw      string
	listFlaws bool
}

func newDemoCmd(p Process) *cobra.Command {
	o := demoOptions{verify: verifyOptions{format: "text", reports: reportOptions{demo: true}}}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See the whole story, with no account anywhere",
		Long: `Tells the whole story on stand-in servers inside this process: sign-up,
confirmation, login, verification. Nothing leaves this machine.`,
		Example: `  # a sound server: all is well
  authcheck demo

  # a server with a mistake
  authcheck demo --flaw no-owner-filter

  # a report to look at
  authcheck demo --flaw no-owner-filter --report html=authcheck.html

  # which mistakes there are
  authcheck demo --list-flaws`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), p) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.flaw, "flaw", "", "`NAME` of a mistake in the LangGraph server")
	flags.BoolVar(&o.listFlaws, "list-flaws", false, "list the mistakes, and the other ways to be sound")
	flags.BoolVar(&o.verify.quick, "quick", false, "the tutorial's three checks only")
	flags.BoolVar(&o.verify.strict, "strict", false, "let warnings fail")
	o.verify.reports.addFlags(flags)
	flags.BoolVarP(&o.verify.verbose, "verbose", "v", false, "what was sent and came back, for each check")
	return cmd
}

func (o *demoOptions) run(ctx context.Context, p Process) error {
	if o.listFlaws {
		return listFlaws(p)
	}
	if err := o.prepare(); err != nil {
		return err
	}
	mails := make(chan supabasetest.Mail, maxUsers)
	servers, err := startStandIns(supabasetest.Options{Confirm: true, OnMail: func(m supabasetest.Mail) { mails <- m }}, o.flaw)
	if err != nil {
		return err
	}
	defer servers.Close()
	return o.tell(ctx, p, servers, mails)
}

func (o *demoOptions) prepare() error {
	if err := o.verify.reports.check(); err != nil {
		return err
	}
	return o.verify.reports.prepare()
}

// tell is what a user would do, in the same order and with the same output.
func (o *demoOptions) tell(ctx context.Context, p Process, servers *standIns, mails <-chan supabasetest.Mail) error {
	project := &project{
		client:   &supabase.Client{URL: servers.supabase.URL, Key: servers.supabase.AnonKey},
		keyID:    anonKey,
		inbox:    standInEmail,
		users:    userAddresses(standInEmail, 2),
		password: standInPassword,
	}
	fmt.Fprintf(p.Out, "Stand-in servers, inside this process: Supabase at %s\nand LangGraph at %s. Nothing leaves this machine.\n",
		servers.supabase.URL, servers.langgraph.URL)
	heading(p, "authcheck signup --email "+standInEmail)
	if err := project.signup(ctx, p, &signupOptions{}); err != nil {
		return err
	}
	if err := openLinks(ctx, p, len(project.users), mails); err != nil {
		return err
	}
	heading(p, "authcheck login")
	sessions, err := project.login(ctx)
	if err != nil {
		return err
	}
	if err := writeUsersTable(p, loginUsers(sessions)); err != nil {
		return err
	}
	shared := flawNamed(o.flaw).Shared
	heading(p, strings.Join(append([]string{"authcheck verify"}, sharedFlags(shared)...), " "))
	return project.verify(ctx, p, &o.verify, &scenario.Config{
		URL:       servers.langgraph.URL,
		JWTSecret: servers.supabase.JWTSecret,
		Quick:     o.verify.quick,
		Strict:    o.verify.strict,
		Shared:    shared,
		Version:   version(),
	})
}

func sharedFlags(resources []string) []string {
	var flags []string
	for _, resource := range resources {
		flags = append(flags, "--shared "+resource)
	}
	return flags
}

func heading(p Process, command string) {
	fmt.Fprintf(p.Out, "\n%s\n", p.style("$ "+command, color.Bold))
}

// mailTime is how long a mail of the stand-in may take: it comes after the answer.
const mailTime = 5 * time.Second

// openLinks does what a user does in the inbox.
func openLinks(ctx context.Context, p Process, n int, mails <-chan supabasetest.Mail) error {
	for range n {
		select {
		case mail := <-mails:
			if err := openLink(ctx, mail.Link); err != nil {
				return fmt.Errorf("open the link in the mail to %s: %w", mail.To, err)
			}
		case <-time.After(mailTime):
			return noAnswer("", "the stand-in sent no confirmation mail")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	_, err := fmt.Fprintf(p.Out, "\n(the demo opens the %d links)\n", n)
	return err
}

// openLink does not follow where the link leads to in the end: that is the
// user's own application.
func openLink(ctx context.Context, link string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

func listFlaws(p Process) error {
	w := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, sound := range []bool{false, true} {
		title := "Mistakes"
		if sound {
			title = "\nOther ways to be sound"
		}
		fmt.Fprintln(w, title)
		for _, flaw := range langgraphtest.Flaws() {
			if flaw.Sound == sound {
				fmt.Fprintf(w, "  %s\t%s\n", flaw.Name, flaw.Summary)
			}
		}
	}
	return w.Flush()
}
