package cmd

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authcheck/supabase"
)

// project is the Supabase project of a run, with the test users there.
type project struct {
	client   *supabase.Client
	keyID    settingID // the setting that the client's key comes from
	inbox    string    // where the mail of all test users goes
	users    []string  // their addresses
	password string
}

// projectSettings are those that a command with test users takes.
var projectSettings = []settingID{supabaseURL, anonKey, email, password}

const maxUsers = 20

func addUsersFlag(cmd *cobra.Command, n *int) {
	cmd.Flags().IntVar(n, "users", 2, "`N` test users")
}

func checkUsers(n, least int) error {
	if n < least || n > maxUsers {
		return refused("", "--users: must be from %d to %d", least, maxUsers)
	}
	return nil
}

// project resolves the settings of a project, whose key is the anon key or the
// service key.
func (v *values) project(ctx context.Context, keyID settingID, users int) (*project, error) {
	given, err := v.need(ctx, supabaseURL, keyID, email, password)
	if err != nil {
		return nil, err
	}
	if err := checkSameProject(given[0], given[1], keyID); err != nil {
		return nil, err
	}
	client, err := v.httpClient()
	if err != nil {
		return nil, err
	}
	return &project{
		client:   &supabase.Client{URL: given[0], Key: given[1], HTTP: client},
		keyID:    keyID,
		inbox:    given[2],
		users:    userAddresses(given[2], users),
		password: given[3],
	}, nil
}

// checkSameProject compares what a legacy key says with the project's address.
func checkSameProject(address, key string, keyID settingID) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	name, hosted := strings.CutSuffix(u.Hostname(), ".supabase.co")
	if of := supabase.KeyProject(key); hosted && of != "" && of != name {
		return refused("copy URL and key from the same project", "the %s is for project %s, and the Supabase URL is that of %s", table[keyID].name, of, name)
	}
	return nil
}

func (v *values) httpClient() (*http.Client, error) {
	limit, err := v.duration(requestTimeout)
	return &http.Client{Timeout: limit}, err
}

// limit bounds ctx by --timeout, and by the extra time of a wait on top.
func (v *values) limit(ctx context.Context, extra time.Duration) (context.Context, context.CancelFunc, error) {
	most, err := v.duration(timeout)
	if err != nil {
		return nil, nil, err
	}
	most += extra
	ctx, cancel := context.WithTimeoutCause(ctx, most, &timedOut{most})
	return ctx, cancel, nil
}

// userName is how output calls the users: "User 1".
func userName(i int) string { return "User " + strconv.Itoa(i+1) }
