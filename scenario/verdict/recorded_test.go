package verdict_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/golden"

	"authcheck/scenario/result"
	"authcheck/scenario/verdict"
	"authcheck/scenario/verdict/verdicttest"
)

// TestMain has garbage collected seldom: it is a quarter of the time of judging so many runs.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}

// documented is where the rows of the real servers stand, with what is said of each:
// the end-to-end tests hold it to what the servers answer.
const documented = "../../docs/servers.md"

// server is a row of that table.
type server struct {
	file            string // of its recording, which not all have
	label           string
	policy          verdict.Policy
	verdict, caused string
}

// TestRecordedServers judges what real servers answered. What is found must be what the
// table says, and the checks behind it those of the golden file. A server is added by
// `go test -tags e2e ./e2e/ -run TestServers/all/python/recommended -record`; without
// its name, those that are there are recorded anew.
func TestRecordedServers(t *testing.T) {
	t.Parallel()
	var blocks []string
	kinds := map[string]int{}
	for _, s := range servers(t) {
		run, err := verdicttest.Read(s.file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // not all have one
		}
		if err != nil {
			t.Fatalf("%s: %v", s.file, err)
		}
		kinds[strings.SplitN(s.label, "/", 2)[0]]++
		report := verdict.Judge(run, s.policy)
		want, got := s.verdict+": "+s.caused, string(report.Summary.Verdict)+": "+strings.Join(codes(report), ", ")
		if want != got {
			t.Errorf("%s: %q, want %q", s.label, got, want)
		}
		if n := report.Summary.Counts[result.Error]; n > 0 {
			t.Errorf("%s: %d checks could not be decided", s.label, n)
		}
		blocks = append(blocks, block(s.label, report))
	}
	if kinds["python"] < 12 || kinds["js"] < 6 || kinds["aegra"] < 3 {
		t.Errorf("recordings of %v, want 12, 6 and 3 at least", kinds)
	}
	golden.Assert(t, strings.Join(blocks, "\n"), "servers.golden")
}

// servers reads the table.
func servers(t *testing.T) []server {
	t.Helper()
	text, err := os.ReadFile(documented)
	if err != nil {
		t.Fatal(err)
	}
	var rows []server
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.Trim(line, "| \n"), " | ")
		kind := map[string]string{"langgraph dev": "python", "langgraphjs dev": "js", "Aegra": "aegra"}[columns[0]]
		if kind == "" {
			continue
		}
		name, flags, _ := strings.Cut(columns[1], " ")
		s := server{label: kind + "/" + columns[1], file: filepath.Join("testdata/servers", kind+"-"+name+".json.gz"),
			verdict: columns[2], caused: strings.TrimSpace(columns[3])}
		s.policy = verdict.Policy{Strict: strings.Contains(flags, "--strict"), Allow: verdicttest.Shared(flags)}
		rows = append(rows, s)
	}
	return rows
}

// codes are the findings that count, as the table has them.
func codes(report *result.Report) []string {
	var list []string
	for _, f := range report.Findings {
		if f.Verdict == result.Fail || f.Verdict == result.Warn {
			list = append(list, f.Code)
		}
	}
	return list
}

// block is what is said of a server, for people to read: what is bad, by cause and
// caller, and how many checks proved nothing, by reason.
func block(label string, report *result.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %d passed, %d noted\n", label, report.Summary.Verdict, report.Summary.Counts[result.Pass], report.Summary.Counts[result.Note])
	bad, nothing := map[string][]string{}, map[string]int{}
	for _, r := range report.Results {
		switch r.Verdict {
		case result.Fail, result.Warn:
			why := string(r.Verdict) + " " + r.Code + " " + r.Identity
			bad[why] = append(bad[why], r.Operation)
		case result.Skip, result.Error:
			nothing[string(r.Verdict)+" "+r.Summary]++
		}
	}
	for _, why := range slices.Sorted(maps.Keys(bad)) {
		fmt.Fprintf(&b, "    %s: %s\n", why, strings.Join(bad[why], " "))
	}
	for _, why := range slices.Sorted(maps.Keys(nothing)) {
		fmt.Fprintf(&b, "    %s (%d)\n", why, nothing[why])
	}
	return b.String()
}
