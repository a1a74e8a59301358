package cmd

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"authcheck/scenario"
	"authcheck/scenario/report"
	"authcheck/supabase"
)

var verifyFormats = []string{"text", "json"}

// sharable are the resources that --shared can name.
var sharable = []string{"threads", "runs", "assistants", "crons", "store"}

type verifyOptions struct {
	quick, strict, runGraph, plan bool
	verbose, quiet                bool
	only, skip, shared            []string
	wait                          time.Duration
	format                        string
	reports                       reportOptions
	accept                        acceptOptions
}

func newVerifyCmd(p Process) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Prove that users cannot see each other's data",
		Long: `Tries on a running LangGraph server what must not work: without a login, with
forged ones, and as another user. What it creates it removes again; no node of the
graph is run unless --run-graph says so. Exits 1 when something works that must not.`,
		Example: `  # test users of Supabase, server on http://localhost:2024
  authcheck verify

  # the three lines of the tutorial, for a server that is starting
  authcheck verify --quick --wait 60s

  # tokens of any provider: user 1's, then user 2's
  authcheck verify --token user1-token --token user2-token

  # a command that prints a token, once for each user
  authcheck verify --token-command ./token-of-alice --token-command ./token-of-bob

  # any OAuth2 provider: AUTHCHECK_OAUTH_CLIENTS has ID1:SECRET1,ID2:SECRET2
  authcheck verify --oauth-token-url https://auth.example.com/oauth/token`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *values) error { return o.run(ctx, v) }),
	}
	o.addFlags(cmd)
	addSettings(cmd, slices.Concat([]settingID{langgraphURL, headers, graph, expiredToken, jwtSecret},
		projectSettings, []settingID{tokens, tokenCommands}, oauthSettings)...)
	return cmd
}

func (o *verifyOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.quick, "quick", false, "the tutorial's three checks only")
	flags.BoolVar(&o.strict, "strict", false, "let warnings fail")
	flags.BoolVar(&o.plan, "plan", false, "show what would be sent, and send nothing")
	flags.BoolVar(&o.runGraph, "run-graph", false, "also start runs that execute the graph")
	flags.StringArrayVar(&o.only, "only", nil, "only checks whose ID matches `PATTERN`, such as threads.* (repeat)")
	flags.StringArrayVar(&o.skip, "skip", nil, "no checks whose ID matches `PATTERN` (repeat)")
	flags.StringSliceVar(&o.shared, "shared", nil, "`RESOURCE` that all users may read, such as assistants (repeat)")
	o.accept.addFlags(flags)
	flags.DurationVar(&o.wait, "wait", 0, "wait up to `DURATION` for a server that is starting")
	flags.StringVar(&o.format, "format", "text", "output `FORMAT`: text or json")
	o.reports.addFlags(flags)
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "what was sent and came back, for each check")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "the verdict alone")
}

func (o *verifyOptions) check() error {
	if !slices.Contains(verifyFormats, o.format) {
		return refused("choose "+inWords(verifyFormats), "--format: unknown format %q", o.format)
	}
	for _, resource := range o.shared {
		if !slices.Contains(sharable, resource) {
			return refused("choose among "+inWords(sharable), "--shared: unknown resource %q", resource)
		}
	}
	for flag, patterns := range map[string][]string{"--only": o.only, "--skip": o.skip} {
		if unmatched := scenario.Unmatched(patterns); len(unmatched) > 0 {
			return refused("authcheck verify --plan lists the checks; * matches anything", "%s: no check matches %q", flag, unmatched[0])
		}
	}
	if o.wait < 0 {
		return refused("write it like 60s", "--wait: must not be negative")
	}
	return o.checkOutput()
}

func (o *verifyOptions) checkOutput() error {
	switch {
	case o.quiet && o.verbose:
		return refused("leave one of them out", "--quiet and --verbose exclude each other")
	case o.plan && len(o.reports.given) > 0:
		return refused("leave one of them out", "--plan and --report exclude each other: there is nothing to report")
	}
	return o.reports.check()
}

func (o *verifyOptions) run(ctx context.Context, v *values) error {
	if err := o.check(); err != nil {
		return err
	}
	config, err := o.config(v)
	if err != nil {
		return err
	}
	if config.Accepted, err = o.accept.read(); err != nil {
		return err
	}
	if o.plan {
		return o.writePlan(v.process, *config)
	}
	if err := o.reports.prepare(); err != nil {
		return err
	}
	source, err := v.tokenSource(ctx, tokenWays...)
	if err != nil {
		return err
	}
	if source != nil {
		return o.runWithTokens(ctx, v, config, source)
	}
	return o.runWithLogin(ctx, v, config)
}

// writePlan shows what would be sent; nothing is, not even a login.
func (o *verifyOptions) writePlan(out Process, config scenario.Config) error {
	plan := scenario.PlanOf(config)
	if o.format == "json" {
		return report.PlanJSON(out.Out, plan)
	}
	report.Plan(out.Out, plan)
	return nil
}

// config is the part of the scenario that does not depend on who the users are.
func (o *verifyOptions) config(v *values) (*scenario.Config, error) {
	texts := map[settingID]string{langgraphURL: "", graph: "", expiredToken: "", jwtSecret: ""}
	for id := range texts {
		var err error
		if texts[id], err = v.text(id); err != nil {
			return nil, err
		}
	}
	header, err := v.list(headers)
	if err != nil {
		return nil, err
	}
	perRequest, err := v.duration(requestTimeout)
	if err != nil {
		return nil, err
	}
	return &scenario.Config{
		URL:            texts[langgraphURL],
		Header:         headerOf(header),
		ExpiredToken:   texts[expiredToken],
		JWTSecret:      texts[jwtSecret],
		Graph:          texts[graph],
		Quick:          o.quick,
		Strict:         o.strict,
		RunGraph:       o.runGraph,
		Only:           o.only,
		Skip:           o.skip,
		Shared:         o.shared,
		Wait:           o.wait,
		RequestTimeout: perRequest,
		Version:        version(),
	}, nil
}

// runWithTokens leaves the sessions behind the tokens alone.
func (o *verifyOptions) runWithTokens(ctx context.Context, v *values, config *scenario.Config, source *tokenSource) error {
	var err error
	if config.AnonKey, err = v.text(anonKey); err != nil {
		return err
	}
	ctx, cancel, err := v.limit(ctx, o.wait)
	if err != nil {
		return err
	}
	defer cancel()
	if config.Users, err = source.users(ctx); err != nil {
		return err
	}
	client, err := v.httpClient()
	if err != nil {
		return err
	}
	config.PublicKeys = publishedKeys(client, subjectOf(config.Users[0].Token).issuer)
	return o.verify(ctx, v.process, config)
}

// runWithLogin ends the sessions that it opens.
func (o *verifyOptions) runWithLogin(ctx context.Context, v *values, config *scenario.Config) error {
	project, err := v.project(ctx, anonKey, 2)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.limit(ctx, o.wait)
	if err != nil {
		return err
	}
	defer cancel()
	return project.verify(ctx, v.process, o, config)
}

func (p *project) verify(ctx context.Context, out Process, o *verifyOptions, config *scenario.Config) error {
	sessions, err := p.login(ctx)
	if err != nil {
		return err
	}
	defer p.logout(ctx, sessions)
	config.Provider, config.AnonKey = p.client, p.client.Key
	for i, s := range sessions {
		user := p.scenarioUser(i, s)
		user.Refresh = p.renewing(p.users[i], &sessions[i])
		config.Users = append(config.Users, user)
	}
	return o.verify(ctx, out, config)
}

func (p *project) scenarioUser(i int, s supabase.Session) scenario.User {
	return scenario.User{Name: userName(i), Email: p.users[i], Password: p.password, Subject: s.User.ID, Token: s.AccessToken}
}

// verify runs the scenario and writes its report.
func (o *verifyOptions) verify(ctx context.Context, out Process, config *scenario.Config) error {
	observe, finish := o.renderer(out)
	config.Observe = observe
	result, err := scenario.Verify(ctx, *config)
	if err != nil {
		return explainServer(ctx, err, config.URL)
	}
	if err := finish(result); err != nil {
		return err
	}
	unwritten := o.reports.publish(out, result)
	if cause := context.Cause(ctx); cause != nil && result.ExitCode() != exitFailed {
		return cause
	}
	return ending(result.ExitCode(), unwritten)
}

// renderer is what shows a run while it is under way, and its report.
func (o *verifyOptions) renderer(out Process) (func(scenario.Event), func(*scenario.Report) error) {
	text := &report.Text{Out: out.Out, Verbose: o.verbose, Quiet: o.quiet, Width: out.Columns, Version: version()}
	if out.ErrIsTerminal {
		text.Progress = out.Err
	}
	if o.format == "json" {
		text.Out = io.Discard
	}
	return text.Observe, func(r *scenario.Report) error {
		text.Finish(r)
		if o.format == "json" {
			return report.JSON(out.Out, r)
		}
		return nil
	}
}
