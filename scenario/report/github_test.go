package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"authcheck/scenario/result"
)

// hostile has texts in it that end a workflow command, and ones that Markdown acts on.
func hostile() *result.Report {
	r := sample()
	evil := "100%\r\n::error title=a,b:c::x\n::stop-commands::now\n</details><script>alert(1)</script> | `a` @someone #1 [x](y) ```\x1b[31m\u202e"
	r.Target = result.Target{URL: evil, Server: evil, Kind: evil, Version: evil, Users: 2}
	r.Summary.Leftovers, r.Summary.Coverage.Untested, r.Summary.NotJudged, r.Summary.Incomplete = []string{evil}, []string{evil}, []string{evil}, evil
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Code, f.Title, f.Summary, f.Why, f.Fix, f.Curl = evil, evil, evil, evil, evil, evil
		f.Tags, f.Checks, f.Operations = []string{evil}, []string{evil}, []string{evil}
	}
	return r
}

// TestAnnotationsAreEscaped has one line a finding, whatever is in it, and one for what was not judged.
func TestAnnotationsAreEscaped(t *testing.T) {
	var out bytes.Buffer
	if err := as("github")(&out, hostile()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 5 { // the note is not worth one
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	command := regexp.MustCompile(`^::(error|warning|notice) title=([^,:\r]*)::[^\r]*$`)
	for _, line := range lines {
		if !command.MatchString(line) || strings.ContainsAny(line, "\x1b\u202e") || strings.Contains(line, "100%\r") || strings.Contains(line, "100% ") {
			t.Errorf("not one command: %q", line)
		}
	}
}

// TestAnnotationsStrict has warnings fail as well.
func TestAnnotationsStrict(t *testing.T) {
	r := sample()
	r.Summary.Strict = true
	var out bytes.Buffer
	if err := as("github")(&out, r); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "::error "); n != 4 {
		t.Errorf("%d errors, want 4:\n%s", n, out.String())
	}
}

// TestMarkdownIsEscaped leaves nothing of a text to act in a summary.
func TestMarkdownIsEscaped(t *testing.T) {
	var out bytes.Buffer
	if err := as("markdown")(&out, hostile()); err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile("(?s)\n(````+)\n.*?\n````+\n").ReplaceAllString(out.String(), "\n") // what is in a fence is shown as it is
	for _, bad := range []string{"<script", " @someone", "[x](", "\x1b", "\u202e", " #1 "} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is in the summary:\n%s", bad, text)
		}
	}
	if opened, closed := strings.Count(text, "<details>"), strings.Count(text, "</details>"); opened != closed || opened != 4 {
		t.Errorf("%d details opened, %d closed", opened, closed)
	}
}
