package cmd

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/scenario"
	"authcheck/scenario/report"
)

// runWithPeople tries what the users of a policy can do with each other's things.
func (o *verifyOptions) runWithPeople(ctx context.Context, v *settings.Values, config *scenario.Config, users []settings.PolicyUser) error {
	people, err := tokens.PeopleOf(ctx, v, users)
	if err != nil {
		return err
	}
	if o.accounts {
		if err := o.adminOf(ctx, v, config, people.Project); err != nil {
			return err
		}
	}
	ctx, cancel, err := v.Limit(ctx, o.wait+o.soak.length)
	if err != nil {
		return err
	}
	defer cancel()
	if people.Project != nil {
		people.Project.Waiting = tokens.TellWaits(v.Process.Err, "logins")
		config.Provider, config.AnonKey = people.Project.Client, people.Project.Client.Key
	} else if config.AnonKey, err = v.Text(settings.AnonKey); err != nil {
		return err
	}
	if config.Users, err = people.Login(ctx); err != nil {
		return err
	}
	defer people.Logout(ctx)
	if people.Others != nil {
		if err := addForgeries(ctx, v, config, people.Others); err != nil {
			return err
		}
	}
	o.cleanups = cleanupPeople(v, config.URL, users, people.Accounts())
	if o.tokens = loginAgain(v, people.Accounts()); people.Accounts() == 0 {
		o.tokens = "the policy names the variables that have them"
	}
	return o.verify(ctx, v.Process, config)
}

// runWithTokens leaves the sessions behind the tokens alone.
func (o *verifyOptions) runWithTokens(ctx context.Context, v *settings.Values, config *scenario.Config, source *tokens.Source) error {
	if err := source.Limit(v, o.users); err != nil {
		return err
	}
	var err error
	if config.AnonKey, err = v.Text(settings.AnonKey); err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, o.wait+o.soak.length)
	if err != nil {
		return err
	}
	defer cancel()
	if config.Users, err = source.Users(ctx); err != nil {
		return err
	}
	if !o.quiet && !strings.HasPrefix(source.From, "--") { // what nobody typed now
		fmt.Fprintln(v.Process.Err, "authcheck: users: tokens from", report.OnTerminal(source.From))
	}
	if err := addForgeries(ctx, v, config, source); err != nil {
		return err
	}
	return o.verify(ctx, v.Process, config)
}

// addForgeries is what tokens are forged with where users do not log in with Supabase: the keys
// of user 1's provider, and a token of another application.
func addForgeries(ctx context.Context, v *settings.Values, config *scenario.Config, source *tokens.Source) error {
	client, err := v.HTTPClient()
	if err != nil {
		return err
	}
	config.PublicKeys = tokens.PublishedKeys(client, cmp.Or(source.Issuer, tokens.SubjectOf(config.Users[0].Token).Issuer))
	if config.Issuer, err = tokens.IssuerOf(v, config.Users[0].Token); err != nil {
		return err
	}
	if config.ForeignToken == "" && source.Foreign != nil {
		config.ForeignToken, err = source.Foreign(ctx)
	}
	return err
}

// runWithLogin ends the sessions that it opens.
func (o *verifyOptions) runWithLogin(ctx context.Context, v *settings.Values, config *scenario.Config) error {
	project, err := tokens.ForLogin(ctx, v, o.users)
	if err != nil {
		return err
	}
	if o.accounts {
		if err := o.adminOf(ctx, v, config, project); err != nil {
			return err
		}
	}
	ctx, cancel, err := v.Limit(ctx, o.wait+o.soak.length)
	if err != nil {
		return err
	}
	defer cancel()
	return o.verifyProject(ctx, v.Process, project, config)
}

// adminOf is who makes and removes accounts.
func (o *verifyOptions) adminOf(ctx context.Context, v *settings.Values, config *scenario.Config, project *tokens.Project) error {
	if project == nil {
		return noProvider()
	}
	service, err := project.Service(ctx, v)
	if err == nil {
		config.Admin = service.Client
	}
	return err
}

func noProvider() error {
	return refused("give the test users of a Supabase project instead, and its service key", "--allow-account-changes: tokens were given, so there is no provider in which accounts could be made")
}

// verifyProject logs the test users in, and out again in the end.
func (o *verifyOptions) verifyProject(ctx context.Context, out terminal.Process, p *tokens.Project, config *scenario.Config) error {
	p.Waiting = tokens.TellWaits(out.Err, "logins")
	sessions, err := p.Login(ctx)
	if err != nil {
		return err
	}
	defer p.Logout(ctx, sessions)
	config.Provider, config.AnonKey = p.Client, p.Client.Key
	for i, s := range sessions {
		user := p.User(i, s)
		user.Refresh = p.Renewing(p.Users[i], &sessions[i])
		config.Users = append(config.Users, user)
	}
	return o.verify(ctx, out, config)
}
