package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authcheck/cmd/doctor"
	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/cmd/wording"
	"authcheck/langgraph"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

// routeForm is how a route is named.
var routeForm = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE) /\S*$`)

type verifyOptions struct {
	quick, strict, runGraph, deep, plan bool
	accounts                            bool // may be made and ended
	verbose, quiet, showEmails          bool
	only, skip, shared                  []string
	allowRoutes                         []string
	wait                                time.Duration
	soak                                soakOptions
	format                              string
	reports                             reportOptions
	values                              *settings.Values // nil where nobody set anything
	tokens                              string           // how a shell gets those of the users, for curl
	cleanups                            []string         // commands that remove what these users left
	policy                              settings.PolicyFlags
	users                               int
	given                               func(flag string) bool // on the command line; nil where there is none
}

func newVerifyCmd(p terminal.Process) *cobra.Command {
	o := verifyOptions{reports: reportOptions{keeps: true}}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Prove that users cannot see each other's data",
		Long: `Tries on a running LangGraph server what must not work: without a login, with
forged ones, and as another user. What it creates it removes again; no node of
the graph is run unless --run-graph says so. Exits 1 when something works that
must not.`,
		Example: `  # test users of Supabase, server on http://localhost:2024
  authcheck verify

  # the three lines of the tutorial, for a server that is starting
  authcheck verify --quick --wait 60s

  # tokens of any provider: user 1's, then user 2's
  authcheck verify --token user1-token --token user2-token

  # a command that prints a token, once for each user
  authcheck verify --token-command ./token-alice --token-command ./token-bob

  # many users at once, for mix-ups that show under load only
  authcheck verify --soak 60s --users 20

  # any OAuth2 provider: AUTHCHECK_OAUTH_CLIENTS has ID1:SECRET1,ID2:SECRET2
  authcheck verify --oauth-issuer https://auth.example.com`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *settings.Values) error { return o.run(ctx, v) }),
	}
	o.addFlags(cmd)
	o.soak.addFlags(cmd)
	offerVerdicts(cmd, &o.reports)
	for _, flag := range []string{"only", "skip"} {
		offerFunc(cmd, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return scenario.Names(), cobra.ShellCompDirectiveNoFileComp
		})
	}
	settings.AddFlags(cmd, slices.Concat([]settings.ID{settings.LangGraphURL, settings.Headers, settings.Graph, settings.StoreNamespace, settings.Pace,
		settings.ExpiredToken, settings.ForeignToken, settings.JWTSecret}, settings.Project, []settings.ID{settings.ServiceKey, settings.Tokens,
		settings.TokenCommands}, settings.OAuth, []settings.ID{settings.OAuthForeign})...)
	return cmd
}

func (o *verifyOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.quick, "quick", false, "the tutorial's three checks only")
	flags.BoolVar(&o.strict, "strict", false, "let warnings fail")
	flags.BoolVar(&o.plan, "plan", false, "show what would be sent, and send nothing")
	flags.BoolVar(&o.runGraph, "run-graph", false, "also start runs that execute the graph")
	flags.BoolVar(&o.deep, "deep", false, "also what costs more requests or time than a smoke test may")
	flags.StringArrayVar(&o.only, "only", nil, "only checks whose ID matches `PATTERN`, such as threads.get or */other-user (repeat)")
	flags.StringArrayVar(&o.skip, "skip", nil, "no checks whose ID matches `PATTERN` (repeat)")
	flags.StringSliceVar(&o.shared, "shared", nil, "`RESOURCE` that all users may read, such as assistants (repeat)")
	flags.StringArrayVar(&o.allowRoutes, "allow-route", nil, "own `ROUTE` that may be called whatever it does, such as 'POST /export' (repeat)")
	flags.BoolVar(&o.accounts, "allow-account-changes", false, "make accounts, use them, delete or ban them, and remove them (with SUPABASE_SERVICE_KEY)")
	o.policy.AddFlags(flags)
	settings.AddUsersFlag(cmd, &o.users)
	o.given = flags.Changed
	flags.DurationVar(&o.wait, "wait", 0, "wait up to `DURATION` for a server that is starting")
	flags.StringVar(&o.format, "format", "text", "output `FORMAT`: "+wording.List(report.Names()))
	o.reports.addFlags(flags)
	flags.BoolVar(&o.showEmails, "show-emails", false, "show the test users' addresses in reports")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "what was sent and came back, for each check")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "the verdict alone")
}

func (o *verifyOptions) check() error {
	err := cmp.Or(known("format", "format", o.format, report.Names()), allKnown("shared", "resource", o.shared, catalog.Sharable),
		checksMatch("only", o.only), checksMatch("skip", o.skip))
	if err != nil {
		return err
	}
	for _, route := range o.allowRoutes {
		if !routeForm.MatchString(route) {
			return refused("write it as the server documents it, like 'POST /export/{thread_id}'", "--allow-route: not a method and a path: %q", route)
		}
	}
	if err := settings.CheckUsers(o.users, 2); err != nil {
		return err
	}
	if o.wait < 0 {
		return refused("write it like 60s", "--wait: must not be negative")
	}
	return cmp.Or(o.soak.check(o), o.checkOutput())
}

func (o *verifyOptions) checkOutput() error {
	switch {
	case o.quiet && o.verbose:
		return refused("leave one of them out", "--quiet and --verbose exclude each other")
	case o.plan && o.format != "text" && o.format != "json":
		return refused("choose text or json", "--plan: a plan has no format %q", o.format)
	case o.plan && len(o.reports.given) > 0:
		return refused("leave one of them out", "--plan and --report exclude each other: there is nothing to report")
	}
	return o.reports.check()
}

func (o *verifyOptions) run(ctx context.Context, v *settings.Values) error {
	if err := o.check(); err != nil {
		return err
	}
	o.values = v
	config, err := o.config(v)
	if err != nil {
		return err
	}
	if o.soak.length > 0 && config.Pace == 1 {
		return refused("give at least 2, or leave it out", "--soak: a pace of 1 lets no requests overlap")
	}
	policy, err := o.readPolicy(ctx, v)
	if err != nil {
		return err
	}
	config.Accepted, config.Allow = policy.Accepted, append(config.Allow, policy.Allow...)
	config.Complete = len(policy.Users) > 0
	for _, u := range policy.Users {
		config.People = append(config.People, u.Person)
	}
	if o.plan {
		if o.accounts {
			config.Admin = new(supabase.Client) // is asked nothing
		}
		return o.writePlan(v.Process, *config)
	}
	if err := o.reports.prepare(); err != nil {
		return err
	}
	if len(policy.Users) > 0 {
		return o.runWithPeople(ctx, v, config, policy.Users)
	}
	source, err := tokens.SourceOf(ctx, v, settings.TokenWays...)
	if err != nil {
		return err
	}
	if source != nil && o.accounts {
		return noProvider()
	}
	if o.tokens = loginAgain(v, o.users); source != nil && source.Fixed() {
		o.tokens = "export AUTHCHECK_TOKEN_1 and AUTHCHECK_TOKEN_2 as you gave them"
	}
	if source != nil {
		o.cleanups = []string{cleanupAgain(v, config.URL, 0, cleanupTokens...)}
		return o.runWithTokens(ctx, v, config, source)
	}
	o.cleanups = []string{cleanupAgain(v, config.URL, o.users, settings.Project...)}
	return o.runWithLogin(ctx, v, config)
}

// readPolicy reads who may do what.
func (o *verifyOptions) readPolicy(ctx context.Context, v *settings.Values) (settings.Policy, error) {
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return settings.Policy{}, err
	}
	defer cancel()
	p, err := o.policy.Read(ctx)
	if err == nil && len(p.Users) > 0 && o.given("users") {
		err = refused("leave --users out", "--users: the policy says who the users are")
	}
	return p, err
}

// writePlan shows what would be sent; nothing is, not even a login.
func (o *verifyOptions) writePlan(out terminal.Process, config scenario.Config) error {
	plan := scenario.PlanOf(config)
	if o.format == "json" {
		return report.PlanJSON(out.Out, plan)
	}
	return report.Plan(out.Out, plan, out.Columns)
}

// config is the part of the scenario that does not depend on who the users are.
func (o *verifyOptions) config(v *settings.Values) (*scenario.Config, error) {
	probe, err := reach(v)
	if err != nil {
		return nil, err
	}
	for _, text := range []struct {
		id   settings.ID
		into *string
	}{{settings.Graph, &probe.Graph}, {settings.StoreNamespace, &probe.StoreNamespace}, {settings.ExpiredToken, &probe.ExpiredToken},
		{settings.ForeignToken, &probe.ForeignToken}, {settings.JWTSecret, &probe.JWTSecret}} {
		if *text.into, err = v.Text(text.id); err != nil {
			return nil, err
		}
	}
	probe.Project = v.Project.Project
	probe.Quick, probe.RunGraph, probe.Deep = o.quick, o.runGraph, o.deep
	probe.Selection, probe.AllowRoutes = scenario.Selection{Only: o.only, Skip: o.skip}, o.allowRoutes
	probe.ShowEmails, probe.Wait = o.showEmails, o.wait
	return &scenario.Config{Strict: o.strict, Allow: catalog.SharedWithAll(o.shared), Probe: probe}, nil
}

// reach is where the LangGraph server is, and how it is asked.
func reach(v *settings.Values) (scenario.Probe, error) {
	p := scenario.Probe{Version: version()}
	var err error
	if p.URL, err = v.Text(settings.LangGraphURL); err != nil {
		return p, err
	}
	if p.Header, err = v.Header(); err != nil {
		return p, err
	}
	if p.RequestTimeout, err = v.Duration(settings.RequestTimeout); err != nil {
		return p, err
	}
	p.Pace, err = v.Number(settings.Pace)
	return p, err
}

// verify runs the scenario and writes its report. An output that can't be written is an
// error, whatever the verdict.
func (o *verifyOptions) verify(ctx context.Context, out terminal.Process, config *scenario.Config) error {
	var unkept error
	if o.reports.kept != "" {
		config.Keep = func(t *transcript.Transcript) { unkept = o.reports.keep(t) }
	}
	shown := newLive(out, o.format, report.Options{Verbose: o.verbose, Quiet: o.quiet, Tokens: o.tokens})
	config.Observe = shown.observe
	if !o.reports.demo { // whose servers end with it
		defer removing(ctx)()
	}
	if config.People == nil && len(config.Users) > 2 { // as many as there are tokens, where nobody said
		config.People = scenario.Unrelated(config.Users)
	}
	check, err := o.soak.scenario(ctx, *config)
	if err != nil {
		return errors.Join(o.unreached(ctx, err, config.URL), shown.finish(ctx, nil))
	}
	cause := context.Cause(ctx)
	unwritten := errors.Join(o.reports.publish(out, check), unkept)
	unshown := shown.finish(ctx, check)
	if unwritten == nil && !o.quiet {
		o.reports.tell(out.Err)
	}
	o.tellLeft(out.Err, check)
	if unshown != nil {
		return errors.Join(unshown, unwritten)
	}
	switch {
	case cause == nil || check.ExitCode() == exitFailed:
	case o.format == "text" && check.Summary.Incomplete == "interrupted": // as the report has said
		return endWith(exitInterrupted)
	default:
		return cause
	}
	return ending(check.ExitCode(), unwritten)
}

// unreached words why nothing could be started, and names the server that was meant where
// one answers at another port.
func (o *verifyOptions) unreached(ctx context.Context, err error, at string) error {
	explained := o.values.ExplainLangGraph(ctx, err, at)
	_, another := errors.AsType[*langgraph.NotLangGraphError](err)
	_, none := errors.AsType[*langgraph.NoAnswerError](err)
	network, timed := errors.AsType[net.Error](err)
	slow := timed && network.Timeout()
	if failed, ok := errors.AsType[*failure.Error](explained); ok && (another || none && !slow) {
		failed.Hint = cmp.Or(doctor.Elsewhere(ctx, at), failed.Hint)
	}
	return explained
}

// tellLeft names what could not be removed, and what removes it, whatever the verdict and
// the format.
func (o *verifyOptions) tellLeft(w io.Writer, r *result.Report) {
	left := r.Summary.Leftovers
	if len(left) == 0 {
		return
	}
	const shown = 20
	tagged, byHand := len(left) > shown, false
	for _, leftover := range left[:min(shown, len(left))] {
		what, command := result.ByHand(leftover)
		if command == "" {
			tagged = true
			fmt.Fprintf(w, "authcheck: left behind: %s\n", wording.OneLine(what))
			continue
		}
		byHand = true
		fmt.Fprintf(w, "authcheck: left behind: %s:\n%s\n", wording.OneLine(what), report.InShell(command))
	}
	if more := len(left) - shown; more > 0 {
		fmt.Fprintf(w, "authcheck: left behind: %s more\n", phrase.Count(more, "thing"))
	}
	if byHand {
		fmt.Fprintf(w, "authcheck: hint: remove what does not show the tag with the curl lines; for their tokens: %s\n", o.tokens)
	}
	if tagged && len(o.cleanups) > 0 { // those of a demo go with its servers
		fmt.Fprintf(w, "authcheck: hint: remove that with the same settings: %s\n", strings.Join(o.cleanups, ", then "))
	}
}
