package settings

import (
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
