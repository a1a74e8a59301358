package settings

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/failure"
)

const maxUsers = 200

// AddUsersFlag gives a command the flag --users.
func AddUsersFlag(cmd *cobra.Command, n *int) {
	cmd.Flags().IntVar(n, "users", 2, "`N` test users")
}

// CheckUsers refuses a number of test users that is too low or too high.
func CheckUsers(n, least int) error {
	if n < least || n > maxUsers {
		return failure.Refused("", "--users: must be from %d to %d", least, maxUsers)
	}
	return nil
}

// Crew is how many test users there are: as many as --users says; else as many as the policy
// names by their accounts, and two at least.
type Crew struct {
	N      int
	policy PolicyFlags
}

// AddFlags gives a command --users and --policy.
func (c *Crew) AddFlags(cmd *cobra.Command) {
	AddUsersFlag(cmd, &c.N)
	cmd.Flags().Lookup("users").Usage = "`N` test users; more where the policy names more accounts"
	c.policy.AddFile(cmd.Flags())
}

// Count reads the policy where nobody said how many.
func (c *Crew) Count(ctx context.Context, v *Values) error {
	if v.UsersAsked() {
		return CheckUsers(c.N, 1)
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	p, err := c.policy.Read(ctx)
	for _, u := range p.Users {
		c.N = max(c.N, u.Account)
	}
	return err
}

// UsersAsked tells whether the command line says how many users there are.
func (v *Values) UsersAsked() bool {
	_, asked := v.flag("users", "")
	return asked
}

// UserName is how output calls the users: "User 1" for 0.
func UserName(i int) string { return "User " + strconv.Itoa(i+1) }

// UserAddresses are the addresses of n test users, all delivered to base's
// inbox: me@x becomes me+1@x, me+2@x, and me+tag@x becomes me+tag+1@x.
func UserAddresses(base string, n int) []string {
	at := strings.LastIndex(base, "@")
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s+%d%s", base[:at], i+1, base[at:])
	}
	return list
}
