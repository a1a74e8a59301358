package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"authcheck/cmd/doctor"
	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/cmd/terminal"
	"authcheck/langgraph/langgraphtest"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

func TestMain(m *testing.M) {
	// Tests wait for servers most of the time: more of them fit in than there are
	// processors. A flag of the command line comes before this. Garbage is collected
	// seldom: many small requests make little.
	debug.SetGCPercent(400)
	if err := flag.Set("test.parallel", "12"); err != nil {
		panic(err)
	}
	doctor.Ports = neighbourPorts
	testscript.Main(m, map[string]func(){"authcheck": authcheck})
}

// authcheck is the main function of the scripts, as in main.go. Doctor looks at the
// port of the stand-in of the script.
func authcheck() {
	doctor.Ports = func() []int {
		standin, err := url.Parse(os.Getenv("LANGGRAPH_URL"))
		if err != nil {
			return nil
		}
		port, _ := strconv.Atoi(standin.Port())
		return []int{port}
	}
	signal.Ignore(syscall.SIGPIPE)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(Run(signals, os.Args[1:], terminal.Stdio()))
}

// TestScript runs testdata/script. Beyond testscript's own commands there are:
//
//	standin [MODE...] [interval] [slow] [es256] [newkeys] [flaw=NAME]
//	    starts the stand-ins and exports how to reach them
//	fault STATUS BODY
//	    has the Supabase stand-in give this answer to everything
//	confirm ADDRESS...
//	    opens the links in the mails to these addresses
//	sessions N
//	    checks how many sessions are open
//	threads N
//	    checks how many threads the test users have
//	mails N
//	    checks how many mails were sent
//	accounts ADDRESS...
//	    checks which users there are; new ADDRESS... adds some as administrator, unconfirmed
//	    ADDRESS... some who have not opened their link
//	litter
//	    makes what a run leaves behind that was killed, and things like it
//	edit, profiles N
//	    edits user 2's profile as a run does that is killed; checks how many are edited
//	exits CODE PROGRAM ARGS...
//	    runs a program that must exit with this code
//	terminal CODE DIALOGUE PROGRAM ARGS...
//	    the same at a terminal; see terminal_test.go
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Deadline:            time.Now().Add(5 * time.Minute),
		Setup:               func(env *testscript.Env) error { env.Values[world{}] = &world{}; return nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"standin":     scriptStandin,
			"fault":       scriptFault,
			"confirm":     scriptConfirm,
			"sessions":    scriptSessions,
			"threads":     scriptThreads,
			"mails":       scriptMails,
			"accounts":    scriptAccounts,
			"new":         scriptNew,
			"unconfirmed": scriptUnconfirmed,
			"ban":         scriptBan,
			"litter":      scriptLitter,
			"spare":       scriptSpare,
			"forget":      scriptForget,
			"edit":        scriptEdit,
			"profiles":    scriptProfiles,
			"exits":       scriptExits,
			"terminal":    scriptTerminal,
		},
	})
}

// world is what one script has started.
type world struct {
	supabase  *supabasetest.Server
	langgraph *langgraphtest.Server
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(world{}).(*world) }

func scriptStandin(ts *testscript.TestScript, _ bool, args []string) {
	provider, server := standinOptions(ts, args)
	w := worldOf(ts)
	var err error
	w.supabase, err = supabasetest.Start(provider)
	ts.Check(err)
	ts.Defer(func() { _ = w.supabase.Close() })
	server.SupabaseURL, server.APIKey = w.supabase.URL, w.supabase.ServiceKey
	w.langgraph, err = langgraphtest.Start(server)
	ts.Check(err)
	ts.Defer(w.langgraph.Close)
	ts.Setenv("SUPABASE_URL", w.supabase.URL)
	ts.Setenv("SUPABASE_ANON_KEY", w.supabase.AnonKey)
	ts.Setenv("SERVICE_KEY", w.supabase.ServiceKey)
	ts.Setenv("LANGGRAPH_URL", w.langgraph.URL)
	ts.Setenv("AUTHCHECK_EMAIL", standins.Email)
	ts.Setenv("AUTHCHECK_PASSWORD", standins.Password)
}

func standinOptions(ts *testscript.TestScript, args []string) (supabasetest.Options, langgraphtest.Options) {
	var provider supabasetest.Options
	var server langgraphtest.Options
	for _, arg := range args {
		switch name, value, _ := strings.Cut(arg, "="); name {
		case "interval":
			provider.MailInterval = time.Minute
		case "es256":
			provider.ES256 = true
		case "newkeys":
			provider.NewKeys = true
		case "slow":
			server.Latency = 100 * time.Millisecond
		case "flaw":
			server.Flaw = value
		default:
			if provider.SetMode(name) {
				continue
			}
			ts.Fatalf("standin: unknown option %s", arg)
		}
	}
	return provider, server
}

func scriptFault(ts *testscript.TestScript, _ bool, args []string) {
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	worldOf(ts).supabase.SetFault(status, args[1])
}

func scriptConfirm(ts *testscript.TestScript, _ bool, args []string) {
	for _, address := range args {
		ts.Check(worldOf(ts).supabase.Confirm(address))
	}
}

func scriptSessions(ts *testscript.TestScript, _ bool, args []string) {
	open := 0
	for _, user := range worldOf(ts).supabase.Users() {
		open += user.Sessions
	}
	if got := fmt.Sprint(open); got != args[0] {
		ts.Fatalf("%s sessions are open, want %s", got, args[0])
	}
}

func scriptThreads(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	client := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.AnonKey}
	found := 0
	for _, user := range settings.UserAddresses(standins.Email, 2) {
		session, err := client.Login(context.Background(), user, standins.Password)
		ts.Check(err)
		found += threadsOf(ts, w.langgraph.URL, session.AccessToken)
		ts.Check(client.Logout(context.Background(), session.AccessToken))
	}
	if got := strconv.Itoa(found); got != args[0] {
		ts.Fatalf("the users have %s threads, want %s", got, args[0])
	}
}

func threadsOf(ts *testscript.TestScript, url, token string) int {
	req, err := http.NewRequest(http.MethodPost, url+"/threads/search", strings.NewReader("{}"))
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	var threads []json.RawMessage
	ts.Check(json.NewDecoder(resp.Body).Decode(&threads))
	return len(threads)
}

func scriptExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitCodeOf(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func exitCodeOf(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	if exit != nil {
		return exit.ExitCode()
	}
	return 0
}
