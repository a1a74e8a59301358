package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/cmd/wording"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
	"authcheck/supabase"
)

var loginFormats = []string{"table", "env", "json"}

var loginSettings = slices.Concat(settings.Project, []settings.ID{settings.ServiceKey, settings.TokenCommands}, settings.OAuth)

// loginAgain is how a shell gets the tokens of a run that logged so many users in with these settings.
func loginAgain(v *settings.Values, users int) string {
	more := ""
	if users > 2 {
		more = fmt.Sprintf(" --users %d", users)
	}
	return `eval "$(authcheck login` + v.Again(loginSettings...) + more + ` --format env)"`
}

type loginOptions struct {
	users  settings.Crew
	format string
}

func newLoginCmd(p terminal.Process) *cobra.Command {
	var o loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Log the test users in and print their access tokens",
		Long: `Logs the test users in and prints their access tokens. On a terminal the tokens
are masked; "--format env" and "--format json" print them for scripts, and "env"
is what a pipe gets: variables for curl, which no command of authcheck reads.
The sessions stay open until they expire.`,
		Example: `  # put the tokens into the environment of this shell
  eval "$(authcheck login --format env)"
  curl -H "Authorization: Bearer $AUTHCHECK_TOKEN_1" \
    http://localhost:2024/threads/search -d '{}'

  # read one with jq
  authcheck login --format json | jq -r '.users[0].token'`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *settings.Values) error { return o.run(ctx, v) }),
	}
	o.users.AddFlags(cmd)
	cmd.Flags().StringVar(&o.format, "format", "", "output `FORMAT`: table, env or json (default: table on a terminal, else env)")
	offer(cmd, "format", loginFormats)
	settings.AddFlags(cmd, loginSettings...)
	return cmd
}

func (o *loginOptions) run(ctx context.Context, v *settings.Values) error {
	if err := o.check(v.Process); err != nil {
		return err
	}
	source, err := tokens.SourceOf(ctx, v, settings.TokenCommands, settings.OAuthURL, settings.OAuthIssuer)
	if err != nil {
		return err
	}
	if source != nil {
		return o.runWithTokens(ctx, v, source)
	}
	return o.runWithLogin(ctx, v)
}

// runWithTokens prints the tokens of another provider.
func (o *loginOptions) runWithTokens(ctx context.Context, v *settings.Values, source *tokens.Source) error {
	if err := source.Limit(v, o.users.N); err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	list, err := source.Tokens(ctx)
	if err != nil {
		return err
	}
	users := make([]loginUser, len(list))
	for i, t := range list {
		users[i] = loginUser{settings.UserName(i), t.Who.Email, t.Who.ID, t.Who.Expires.UTC(), t.Text}
	}
	return writeUsers(v.Process, o.format, users)
}

func (o *loginOptions) runWithLogin(ctx context.Context, v *settings.Values) error {
	if err := o.users.Count(ctx, v); err != nil {
		return err
	}
	project, err := tokens.ForLogin(ctx, v, o.users.N)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	sessions, err := project.Login(ctx)
	if err != nil {
		return err
	}
	return writeUsers(v.Process, o.format, loginUsers(sessions))
}

func loginUsers(sessions []supabase.Session) []loginUser {
	users := make([]loginUser, len(sessions))
	for i, s := range sessions {
		users[i] = loginUser{settings.UserName(i), s.User.Email, s.User.ID, s.ExpiresAt.UTC(), s.AccessToken}
	}
	return users
}

func (o *loginOptions) check(p terminal.Process) error {
	if o.format == "" {
		o.format = "env"
		if p.OutIsTerminal {
			o.format = "table"
		}
	}
	if err := known("format", "format", o.format, loginFormats); err != nil {
		return err
	}
	return settings.CheckUsers(o.users.N, 1)
}

func writeUsers(p terminal.Process, format string, users []loginUser) error {
	switch format {
	case "env":
		return writeUsersEnv(p, users)
	case "json":
		return writeUsersJSON(p, users)
	default:
		return writeUsersTable(p, users)
	}
}

// writeUsersEnv leaves AUTHCHECK_TOKENS alone, which later runs would use in the place of
// a login until the tokens have ended. A token is printed as it is, unless it has in it what
// no token has.
func writeUsersEnv(p terminal.Process, users []loginUser) error {
	var b strings.Builder
	for i, u := range users {
		fmt.Fprintf(&b, "export AUTHCHECK_TOKEN_%d=%s\n", i+1, phrase.ShellWord(report.OnTerminal(u.Token)))
	}
	_, err := fmt.Fprint(p.Out, b.String())
	return err
}

// loginUser is one user in `login --format json`. Tokens of other providers need
// not say whose they are and when they end.
type loginUser struct {
	User      string    `json:"user"`
	Email     string    `json:"email"`
	Identity  string    `json:"identity"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Token     string    `json:"token"`
}

func writeUsersJSON(p terminal.Process, users []loginUser) error {
	return report.EncodeJSON(p.Out, map[string][]loginUser{"users": users})
}

func writeUsersTable(p terminal.Process, users []loginUser) error {
	rows := [][]string{{"user", "e-mail", "identity", "expires", "token"}}
	for _, u := range users {
		expires := "?"
		if !u.ExpiresAt.IsZero() {
			expires = u.ExpiresAt.Local().Format("15:04")
		}
		rows = append(rows, []string{u.User, wording.OneLine(cmp.Or(u.Email, "?")), wording.OneLine(cmp.Or(u.Identity, "?")), expires, report.OnTerminal(mask(u.Token))})
	}
	if _, err := fmt.Fprint(p.Out, report.Table(rows, p.Columns)); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.Out, p.Style("\nFor scripts: eval \"$(authcheck login --format env)\"", color.Faint))
	return err
}

// mask shows that there is a token, and nothing of it that could be used.
func mask(token string) string { return token[:min(3, len(token)/4)] + "…" }
