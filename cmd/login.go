package cmd

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"authcheck/supabase"
)

var loginFormats = []string{"table", "env", "json"}

type loginOptions struct {
	users  int
	format string
}

func newLoginCmd(p Process) *cobra.Command {
	var o loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Log the test users in and print their access tokens",
		Long: `Logs the test users in and prints their access tokens. On a terminal the tokens
are masked; "--format env" and "--format json" print them for scripts, and "env"
is what a pipe gets. The sessions stay open until they expire.`,
		Example: `  # put the tokens into the environment of this shell
  eval "$(authcheck login --format env)"
  curl -H "Authorization: Bearer $AUTHCHECK_TOKEN_1" http://localhost:2024/threads/search -d '{}'

  # read one with jq
  authcheck login --format json | jq -r '.users[0].token'`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *values) error { return o.run(ctx, v) }),
	}
	addUsersFlag(cmd, &o.users)
	cmd.Flags().StringVar(&o.format, "format", "", "output `FORMAT`: table, env or json (default: table on a terminal, else env)")
	addSettings(cmd, slices.Concat(projectSettings, []settingID{tokenCommands}, oauthSettings)...)
	return cmd
}

func (o *loginOptions) run(ctx context.Context, v *values) error {
	if err := o.check(v.process); err != nil {
		return err
	}
	source, err := v.tokenSource(ctx, tokenCommands, oauthURL)
	if err != nil {
		return err
	}
	if source != nil {
		return o.runWithTokens(ctx, v, source)
	}
	return o.runWithLogin(ctx, v)
}

// runWithTokens prints the tokens of another provider.
func (o *loginOptions) runWithTokens(ctx context.Context, v *values, source *tokenSource) error {
	ctx, cancel, err := v.limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	list, err := source.tokens(ctx)
	if err != nil {
		return err
	}
	users := make([]loginUser, len(list))
	for i, token := range list {
		who := subjectOf(token)
		users[i] = loginUser{userName(i), who.email, who.id, who.expires.UTC(), token}
	}
	return writeUsers(v.process, o.format, users)
}

func (o *loginOptions) runWithLogin(ctx context.Context, v *values) error {
	project, err := v.project(ctx, anonKey, o.users)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	sessions, err := project.login(ctx)
	if err != nil {
		return err
	}
	return writeUsers(v.process, o.format, loginUsers(sessions))
}

func loginUsers(sessions []supabase.Session) []loginUser {
	users := make([]loginUser, len(sessions))
	for i, s := range sessions {
		users[i] = loginUser{userName(i), s.User.Email, s.User.ID, s.ExpiresAt.UTC(), s.AccessToken}
	}
	return users
}

func (o *loginOptions) check(p Process) error {
	if o.format == "" {
		o.format = "env"
		if p.OutIsTerminal {
			o.format = "table"
		}
	}
	if !slices.Contains(loginFormats, o.format) {
		return refused("choose "+inWords(loginFormats), "--format: unknown format %q", o.format)
	}
	return checkUsers(o.users, 1)
}

func writeUsers(p Process, format string, users []loginUser) error {
	switch format {
	case "env":
		return writeUsersEnv(p, users)
	case "json":
		return writeUsersJSON(p, users)
	default:
		return writeUsersTable(p, users)
	}
}

func writeUsersEnv(p Process, users []loginUser) error {
	list := make([]string, len(users))
	for i, u := range users {
		list[i] = u.Token
	}
	var b strings.Builder
	fmt.Fprintf(&b, "export AUTHCHECK_TOKENS=%s\n", shellQuote(strings.Join(list, ",")))
	for i, token := range list {
		fmt.Fprintf(&b, "export AUTHCHECK_TOKEN_%d=%s\n", i+1, shellQuote(token))
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

func writeUsersJSON(p Process, users []loginUser) error {
	e := json.NewEncoder(p.Out)
	e.SetIndent("", "  ")
	return e.Encode(map[string][]loginUser{"users": users})
}

func writeUsersTable(p Process, users []loginUser) error {
	w := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "user\te-mail\tidentity\texpires\ttoken")
	for _, u := range users {
		expires := "?"
		if !u.ExpiresAt.IsZero() {
			expires = u.ExpiresAt.Local().Format("15:04")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.User, cmp.Or(u.Email, "?"), cmp.Or(u.Identity, "?"), expires, mask(u.Token))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.Out, p.style("\nFor scripts: eval \"$(authcheck login --format env)\"", color.Faint))
	return err
}

// mask shows that there is a token, and nothing of it that could be used.
func mask(token string) string { return token[:min(3, len(token)/4)] + "…" }

// shellQuote makes one word of a POSIX shell of any text.
func shellQuote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
