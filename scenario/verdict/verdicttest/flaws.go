package verdicttest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// mixing are flaws that let data cross by chance wherever requests overlap: which other
// checks show it differs from run to run. The operations are those that always do.
var mixing = map[string]*regexp.Regexp{
	"identity-in-global": regexp.MustCompile(`^threads\.overlap$`),
	"stamp-shared":       overlapping, "place-shared": overlapping, "reader-shared": overlapping, "runner-shared": overlapping, "updater-shared": overlapping,
}

// overlapping are the checks of requests that overlap, whatever their handler.
var overlapping = regexp.MustCompile(`\.overlap`)

// Row is what the table of flaws says of a server of that name: the verdict, the findings,
// and the checks behind them by verdict and identity.
func Row(name string, report *result.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", name, report.Summary.Verdict)
	for _, f := range report.Findings {
		if f.Code != "open-routes" {
			fmt.Fprintf(&b, "  %s %s\n", f.Verdict, f.Code)
		}
	}
	flaw, _, _ := strings.Cut(name, " (")
	results := slices.DeleteFunc(slices.Clone(report.Results), func(r result.Result) bool {
		always := mixing[flaw]
		return always != nil && !always.MatchString(r.Operation)
	})
	for _, verdict := range []result.Verdict{result.Fail, result.Warn, result.Error} {
		writeChecks(&b, verdict, results)
	}
	for _, left := range report.Summary.Leftovers {
		fmt.Fprintf(&b, "    left: %s\n", left[:strings.LastIndex(left, " ")])
	}
	return b.String()
}

// writeChecks writes a line for each identity with the operations of its checks.
func writeChecks(b *strings.Builder, verdict result.Verdict, results []result.Result) {
	operations := make(map[string][]string)
	for _, check := range results {
		if check.Verdict == verdict {
			operations[check.Identity] = append(operations[check.Identity], check.Operation)
		}
	}
	for _, identity := range slices.Sorted(maps.Keys(operations)) {
		fmt.Fprintf(b, "    %s %s: %s\n", verdict, identity, strings.Join(operations[identity], " "))
	}
}

// Rows splits the table into its rows, by the names of the servers.
func Rows(table string) map[string]string {
	rows := make(map[string]string)
	for row := range strings.SplitSeq(table, "\n\n") {
		name, _, _ := strings.Cut(row, ": ")
		rows[name] = strings.TrimRight(row, "\n") + "\n"
	}
	return rows
}

var unsafe = regexp.MustCompile(`[^a-z0-9]+`)

// File is the path of the recording of a server of the table, below scenario/verdict.
func File(name string) string {
	return "testdata/standin/" + strings.Trim(unsafe.ReplaceAllString(strings.ToLower(name), "-"), "-") + ".json.gz"
}

var sharedFlag = regexp.MustCompile(`--shared (\S+?)\)?$`)

// Shared is what a name of a server allows all users, as "sharing (--shared assistants)" does.
func Shared(name string) []catalog.Allowance {
	if flag := sharedFlag.FindStringSubmatch(name); flag != nil {
		return catalog.SharedWithAll([]string{flag[1]})
	}
	return nil
}
