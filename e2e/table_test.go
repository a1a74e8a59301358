//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"
)

const (
	docs  = "../docs/servers.md"
	begin = "<!-- table: written by `go test -tags e2e ./e2e/ -all -run TestServers -update` -->\n"
)

// results is the table of results; the rows arrive in any order.
type results struct {
	mu   sync.Mutex
	rows []tableRow
}

// tableRow holds what is the same in every run, and what is measured.
type tableRow struct {
	place            int
	same             [4]string // server, auth module, verdict, findings
	checks, requests int
	seconds          float64
}

func (r *results) add(of row, got report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	place := slices.IndexFunc(slices.Concat(soundRows, flawedRows), func(other row) bool {
		return other.name == of.name && other.kind == of.kind
	})
	var codes []string
	for _, f := range got.Findings {
		if f.Verdict == "fail" || f.Verdict == "warn" {
			codes = append(codes, f.Code)
		}
	}
	checks := 0
	for _, n := range got.Summary.Counts {
		checks += n
	}
	r.rows = append(r.rows, tableRow{
		place:    place,
		same:     [4]string{string(of.kind), of.label(), got.Summary.Verdict, strings.Join(codes, ", ")},
		checks:   checks,
		requests: got.Summary.Requests,
		seconds:  float64(got.Summary.DurationMS) / 1000,
	})
	slices.SortFunc(r.rows, func(a, b tableRow) int { return a.place - b.place })
}

// label is the module with what is special about the run.
func (r row) label() string {
	label := r.name
	if r.strict {
		label += " --strict"
	}
	return strings.TrimSpace(label + " " + strings.Join(r.args, " "))
}

// text is the table for a terminal.
func (r *results) text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "server\tauth module\tverdict\tfindings\tchecks\trequests\tseconds")
	for _, row := range r.rows {
		fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\n", strings.Join(row.same[:], "\t"), row.checks, row.requests, row.seconds)
	}
	w.Flush()
	return b.String()
}

func (r *results) markdown() string {
	var b strings.Builder
	b.WriteString("| server | auth module | verdict | findings | checks | requests | seconds |\n|---|---|---|---|--:|--:|--:|\n")
	for _, row := range r.rows {
		fmt.Fprintf(&b, "| %s | %d | %d | %.1f |\n", strings.Join(row.same[:], " | "), row.checks, row.requests, row.seconds)
	}
	return b.String()
}

// compareWithDocs holds docs/servers.md to what was found in this run; figures may differ.
func (r *results) compareWithDocs(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	intro, table, found := strings.Cut(string(text), begin)
	if !found {
		t.Fatalf("%s has no line %q", docs, begin)
	}
	if *update {
		if err := os.WriteFile(docs, []byte(intro+begin+r.markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(withoutFigures(table), withoutFigures(r.markdown())); diff != "" {
		t.Errorf("%s is out of date (-docs +now):\n%s", docs, diff)
	}
}

// withoutFigures keeps the columns that are the same in every run.
func withoutFigures(table string) []string {
	var rows []string
	for line := range strings.Lines(table) {
		columns := strings.Split(line, "|")
		rows = append(rows, strings.Join(columns[:min(len(columns), 5)], "|"))
	}
	return rows
}

// onlySome tells whether -run chose some of the servers.
func onlySome() bool {
	return strings.Contains(flag.Lookup("test.run").Value.String(), "/")
}
