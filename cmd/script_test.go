package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"authcheck/langgraph/langgraphtest"
	"authcheck/supabase/supabasetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"authcheck": authcheck})
}

// authcheck is the main function of the scripts, as in main.go.
func authcheck() {
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Main(ctx, os.Args[1:], Stdio()))
}

// TestScript runs testdata/script. Beyond testscript's own commands there are:
//
//	standin [confirm] [nosignup] [captcha] [es256] [newkeys] [interval] [flaw=NAME]
//	    starts the stand-ins and exports how to reach them
//	fault STATUS BODY
//	    has the Supabase stand-in give this answer to everything
//	confirm ADDRESS...
//	    opens the links in the mails to these addresses
//	sessions N
//	    checks how many sessions are open
//	exits CODE PROGRAM ARGS...
//	    runs a program that must exit with this code
//	terminal CODE DIALOGUE PROGRAM ARGS...
//	    the same at a terminal; see terminal_test.go
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Deadline:            time.Now().Add(5 * time.Minute),
		Setup:               func(env *testscript.Env) error { env.Values[world{}] = &world{}; return nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"standin":  scriptStandin,
			"fault":    scriptFault,
			"confirm":  scriptConfirm,
			"sessions": scriptSessions,
			"exits":    scriptExits,
			"terminal": scriptTerminal,
		},
	})
}

// world is what one script has started.
type world struct{ supabase *supabasetest.Server }

func worldOf(ts *testscript.TestScript) *world { return ts.Value(world{}).(*world) }

func scriptStandin(ts *testscript.TestScript, _ bool, args []string) {
	var o supabasetest.Options
	flaw := ""
	for _, arg := range args {
		switch {
		case arg == "confirm":
			o.Confirm = true
		case arg == "nosignup":
			o.DisableSignup = true
		case arg == "captcha":
			o.Captcha = true
		case arg == "es256":
			o.ES256 = true
		case arg == "newkeys":
			o.NewKeys = true
		case arg == "interval":
			o.MailInterval = time.Minute
		case len(arg) > 5 && arg[:5] == "flaw=":
			flaw = arg[5:]
		default:
			ts.Fatalf("standin: unknown option %s", arg)
		}
	}
	provider, err := supabasetest.Start(o)
	ts.Check(err)
	ts.Defer(func() { _ = provider.Close() })
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: flaw})
	ts.Check(err)
	ts.Defer(server.Close)
	worldOf(ts).supabase = provider
	ts.Setenv("SUPABASE_URL", provider.URL)
	ts.Setenv("SUPABASE_ANON_KEY", provider.AnonKey)
	ts.Setenv("SERVICE_KEY", provider.ServiceKey)
	ts.Setenv("LANGGRAPH_URL", server.URL)
	ts.Setenv("AUTHCHECK_EMAIL", standInEmail)
	ts.Setenv("AUTHCHECK_PASSWORD", standInPassword)
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
