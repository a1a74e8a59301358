package verdict

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// hostile are texts that a shell would make something of.
var hostile = []string{"", "'", "''", "'''", `"`, `\`, `\\`, "!", "!!", "-n", "--", "%s", "~", "*", "#", "a b", " ", "\t", "\n", "a\nb\n", "\r\n",
	"$(touch x)", "`touch x`", "$HOME", "${HOME}", "$'x'", ";touch x", "&touch x", "|touch x", ">x", "<x", "(touch x)",
	"'$(touch x)", "$(touch x)'", "'`touch x`'", `"$(touch x)"`, `'"$(touch x)"'`, `\'$(touch x)`, `\`, `x\`, "'\n'", "ä«»", "'a''b'", "a'", "'a"}

// curlIs stands for curl in a shell: it writes down what it was called with, and answers
// with an ID.
const curlIs = `curl() {
	for word; do printf '%s\000' "$word" >>"$CALLS"; done
	printf '\001' >>"$CALLS"
	printf '{"thread_id": "T", "assistant_id": "A", "cron_id": "C"}'
}
`

// shell runs a script in an empty folder, where nothing may be made. It gives what was
// printed, and each call of curl.
func shell(t *testing.T, script string) (printed string, calls [][]string) {
	t.Helper()
	work, log := t.TempDir(), filepath.Join(t.TempDir(), "calls")
	command := exec.Command("sh", "-c", curlIs+script)
	command.Dir = work
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "CALLS=" + log, "AUTHCHECK_TOKEN_1=$(touch x)", "AUTHCHECK_TOKEN_2=two"}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s\n%s", err, out, script)
	}
	if made, err := os.ReadDir(work); err != nil || len(made) > 0 {
		t.Errorf("something was run: %v, %v\n%s", made, err, script)
	}
	text, _ := os.ReadFile(log)
	for call := range strings.SplitSeq(strings.TrimSuffix(string(text), "\x01"), "\x01") {
		calls = append(calls, strings.Split(strings.TrimSuffix(call, "\x00"), "\x00"))
	}
	return string(out), calls
}

// TestQuote: whatever a text is, it is one word for a shell, and only text.
func TestQuote(t *testing.T) {
	var script strings.Builder
	for _, text := range hostile {
		script.WriteString("curl " + quote(text) + " end >/dev/null\nprintf '%s\\000' " + quote(text) + "\n")
	}
	out, calls := shell(t, script.String())
	printed := strings.Split(out, "\x00")
	for i, text := range hostile {
		if diff := cmp.Diff([]string{text, "end"}, calls[i]); diff != "" {
			t.Errorf("%q as %s (-want +got):\n%s", text, quote(text), diff)
		}
		if printed[i] != text {
			t.Errorf("%q as %s is printed as %q", text, quote(text), printed[i])
		}
	}
}

// TestQuoteVariables: variables of ours are filled in, wherever they stand, and what is
// in them is only text.
func TestQuoteVariables(t *testing.T) {
	token := variable("AUTHCHECK_TOKEN_1")
	for text, want := range map[string]string{
		token: "$(touch x)", "Bearer " + token: "Bearer $(touch x)", token + "'": "$(touch x)'", "'" + token: "'$(touch x)",
		`{"a":"` + token + `"}`: `{"a":"$(touch x)"}`, token + token: "$(touch x)$(touch x)",
	} {
		if printed, _ := shell(t, "printf %s "+quote(text, "AUTHCHECK_TOKEN_1")); printed != want {
			t.Errorf("%q is printed as %q, want %q", text, printed, want)
		}
	}
	if got, _ := shell(t, "printf %s "+quote(token)); got != token {
		t.Errorf("a variable that is not named was filled in: %q", got)
	}
}

// hostileRun is a run on a server with hostile names.
func hostileRun(evil string) *transcript.Transcript {
	t := bench()
	t.Facts.Graph, t.Facts.Things["run"], t.Facts.Users[0].Subject = evil, evil, evil
	t.Facts.Users[0].Owned = map[string]any{"owner": evil}
	for _, operation := range []string{"runs.create", "runs.get", "assistants.get", "threads.get-claiming", "crons.get", "threads.plant"} {
		add(t, transcript.Attack, catalog.Check(operation, "owner"), leak)
		add(t, transcript.Attack, catalog.Check(operation, "other-user"), leak)
	}
	add(t, transcript.Route, catalog.Check(catalog.RouteID("GET", "/"+evil), "no-token"), says(200, "{}"))
	return t
}

// TestCurlLinesAreText: a graph, a run, a user and a documented path are called what they
// like; the lines that show a finding run curl, and nothing else.
func TestCurlLinesAreText(t *testing.T) {
	for _, evil := range []string{strings.Join(hostile, ""), "$(touch x)", "`touch x`", `"$(touch x)"`, "'$(touch x)'", "';touch x;'", `\`, "!\n"} {
		shown := callsOf(t, Judge(hostileRun(evil), Policy{}).Results)
		for check, want := range map[string][]string{
			"runs.create/other-user":                                    {"http://server/threads/T/runs"},
			"runs.get/other-user":                                       {"-i"},
			"assistants.get/other-user":                                 {"http://server/assistants/A", "Authorization: Bearer two"},
			"threads.get-claiming/other-user":                           {"X-User-Id: " + evil, "Authorization: Bearer two"},
			catalog.Check(catalog.RouteID("GET", "/"+evil), "no-token"): {"http://server/" + evil},
		} {
			calls := shown[check]
			if len(calls) == 0 {
				t.Errorf("%q: %s is not shown", evil, check)
				continue
			}
			for _, word := range want {
				if last := calls[len(calls)-1]; !slices.Contains(last, word) {
					t.Errorf("%q: %s does not call with %q: %q", evil, check, word, last)
				}
			}
		}
	}
}

// callsOf runs the lines of all results, and gives the calls of curl of each.
func callsOf(t *testing.T, results []result.Result) map[string][][]string {
	t.Helper()
	var script strings.Builder
	for i, r := range results {
		if r.Evidence != nil && r.Evidence.Curl != "" {
			script.WriteString("curl result " + strconv.Itoa(i) + "\n" + r.Evidence.Curl + "\n")
		}
	}
	_, calls := shell(t, script.String())
	shown, check := make(map[string][][]string), ""
	for _, call := range calls {
		if call[0] == "result" {
			i, _ := strconv.Atoi(call[1])
			check = results[i].ID
			continue
		}
		shown[check] = append(shown[check], call)
	}
	return shown
}

// TestCurlSpells: a line about an ID in another spelling makes a thread, and spells its ID so.
func TestCurlSpells(t *testing.T) {
	run := bench()
	run.Settings.Deep = true
	run.Facts.Things["thread"] = "01a22d2b-7276-7649-9ede-bfe59c053721"
	wanted := map[string]string{"threads.get-bare/other-user": "http://server/threads/T", "threads.get-braced/other-user": "http://server/threads/%7BT%7D",
		"threads.get-urn/other-user": "http://server/threads/urn:uuid:T"}
	for check := range wanted {
		add(run, transcript.Attack, check, leak)
	}
	add(run, transcript.Attack, "threads.get/owner", leak)
	shown := callsOf(t, Judge(run, Policy{}).Results)
	for check, want := range wanted {
		if calls := shown[check]; len(calls) != 2 || !slices.Contains(calls[1], want) {
			t.Errorf("%s: %q, want a call of %s behind one that makes a thread", check, calls, want)
		}
	}
}
