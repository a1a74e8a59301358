package cmd

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/signup"
	"authcheck/cmd/standins"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

const demoUsers = 2

type demoOptions struct {
	verify    verifyOptions
	flaw      string
	listFlaws bool
}

func newDemoCmd(p terminal.Process) *cobra.Command {
	o := demoOptions{verify: verifyOptions{format: "text", reports: reportOptions{demo: true, keeps: true},
		tokens: "the demo's servers have ended; authcheck sandbox keeps such ones up"}}
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
	offerReports(cmd, &o.verify.reports)
	offer(cmd, "flaw", standins.FlawNames())
	flags.BoolVarP(&o.verify.verbose, "verbose", "v", false, "what was sent and came back, for each check")
	return cmd
}

func (o *demoOptions) run(ctx context.Context, p terminal.Process) error {
	if o.listFlaws {
		return listFlaws(p)
	}
	if err := o.prepare(); err != nil {
		return err
	}
	mails := make(chan supabasetest.Mail, demoUsers)
	servers, err := standins.Start(supabasetest.Options{Confirm: true, OnMail: func(m supabasetest.Mail) { mails <- m }}, o.flaw)
	if err != nil {
		return err
	}
	defer servers.Close()
	return o.tell(ctx, p, servers, mails)
}

func (o *demoOptions) prepare() error {
	if err := cmp.Or(o.verify.reports.check(), standins.CheckFlaw(o.flaw)); err != nil {
		return err
	}
	return o.verify.reports.prepare()
}

// tell is what a user would do, in the same order and with the same output.
func (o *demoOptions) tell(ctx context.Context, p terminal.Process, servers *standins.Servers, mails <-chan supabasetest.Mail) error {
	project := &tokens.Project{
		Client:   &supabase.Client{URL: servers.Supabase.URL, Key: servers.Supabase.AnonKey},
		KeyID:    settings.AnonKey,
		Inbox:    standins.Email,
		Users:    settings.UserAddresses(standins.Email, demoUsers),
		Password: standins.Password,
	}
	fmt.Fprintf(p.Out, "Stand-in servers, inside this process: Supabase at %s\nand LangGraph at %s. Nothing leaves this machine.\n",
		servers.Supabase.URL, servers.LangGraph.URL)
	heading(p, "authcheck signup --email "+standins.Email)
	if err := (&signup.Job{Project: project, Out: p}).Run(ctx); err != nil {
		return err
	}
	if err := openLinks(ctx, p, len(project.Users), mails); err != nil {
		return err
	}
	heading(p, "authcheck login")
	sessions, err := project.Login(ctx)
	if err != nil {
		return err
	}
	if err := writeUsersTable(p, loginUsers(sessions)); err != nil {
		return err
	}
	shared := standins.FlawNamed(o.flaw).Shared
	heading(p, strings.Join(append([]string{"authcheck verify"}, sharedFlags(shared)...), " "))
	return o.verify.verifyProject(ctx, p, project, &scenario.Config{Strict: o.verify.strict, Allow: catalog.SharedWithAll(shared), Probe: scenario.Probe{
		URL:       servers.LangGraph.URL,
		JWTSecret: servers.JWTSecret,
		Quick:     o.verify.quick,
		Version:   version(),
	}})
}

func sharedFlags(resources []string) []string {
	var flags []string
	for _, resource := range resources {
		flags = append(flags, "--shared "+resource)
	}
	return flags
}

func heading(p terminal.Process, command string) {
	fmt.Fprintf(p.Out, "\n%s\n", p.Style("$ "+command, color.Bold))
}

// mailTime is how long a mail of the stand-in may take: it comes after the answer.
const mailTime = 5 * time.Second

// openLinks does what a user does in the inbox.
func openLinks(ctx context.Context, p terminal.Process, n int, mails <-chan supabasetest.Mail) error {
	for range n {
		select {
		case mail := <-mails:
			if err := openLink(ctx, mail.Link); err != nil {
				return fmt.Errorf("open the link in the mail to %s: %w", mail.To, err)
			}
		case <-time.After(mailTime):
			return failure.NoAnswer("", "the stand-in sent no confirmation mail")
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

// listFlaws names them by what they concern, with what each is.
func listFlaws(p terminal.Process) error {
	var b strings.Builder
	for i, g := range langgraphtest.Groups() {
		if i > 0 {
			fmt.Fprintln(&b)
		}
		fmt.Fprintln(&b, p.Style(g.Title, color.Bold))
		for _, flaw := range g.Flaws {
			fmt.Fprintln(&b, report.Hang("  "+flaw.Name, 33, flaw.Summary, cmp.Or(p.Columns, 80)))
		}
	}
	_, err := io.WriteString(p.Out, b.String())
	return err
}
