package cmd

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/cmd/terminal"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// quotation is what a block quotes: the output of a command, or a part of it.
type quotation struct {
	args     []string
	against  string // stand-ins with this flaw to run it on, "sound" for none
	from, to string // the beginnings of the first line, and of the line after the last
	cut      int    // the longest line, in characters; 0: any
	exit     int
}

// parseQuotation reads "authcheck COMMAND; against FLAW; from "TEXT"; to "TEXT"; cut N; exit N".
func parseQuotation(spec string) (quotation, error) {
	var q quotation
	for i, part := range strings.Split(spec, "; ") {
		if i == 0 {
			q.args = strings.Fields(part)[1:]
			continue
		}
		name, value, _ := strings.Cut(part, " ")
		var err error
		switch name {
		case "against":
			q.against = value
		case "from":
			q.from, err = strconv.Unquote(value)
		case "to":
			q.to, err = strconv.Unquote(value)
		case "cut":
			q.cut, err = strconv.Atoi(value)
		case "exit":
			q.exit, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("unknown option %q", name)
		}
		if err != nil {
			return q, fmt.Errorf("%s: %w", spec, err)
		}
	}
	return q, nil
}

// outputBlock runs the command of a block and fences what is to be quoted.
func outputBlock(t *testing.T, spec string) string {
	q, err := parseQuotation(spec)
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	if q.against != "" {
		env = standInEnv(t, strings.TrimPrefix(q.against, "sound"))
	}
	got := runIn(env, q.args...)
	if got.Code != q.exit {
		t.Errorf("%s: exit code %d, want %d\n%s", spec, got.Code, q.exit, got.Stderr)
	}
	language := "text"
	if strings.HasPrefix(got.Stdout, "{") {
		language = "json"
	}
	return "```" + language + "\n" + q.excerpt(got.Stdout) + "```\n"
}

// excerpt is the quoted part of an output; … stands for what is left out.
func (q quotation) excerpt(output string) string {
	lines := strings.Split(strings.TrimRight(output, "\n"), "\n")
	begin, end := 0, len(lines)
	for i, line := range lines {
		switch {
		case q.from != "" && begin == 0 && strings.HasPrefix(line, q.from):
			begin = i
		case q.to != "" && i > begin && end == len(lines) && strings.HasPrefix(line, q.to):
			end = i
		}
	}
	var b strings.Builder
	if begin > 0 {
		b.WriteString("…\n")
	}
	for _, line := range lines[begin:end] {
		if text := []rune(line); q.cut > 0 && len(text) > q.cut {
			line = string(text[:q.cut-1]) + "…"
		}
		b.WriteString(line + "\n")
	}
	if end < len(lines) {
		b.WriteString("…\n")
	}
	return b.String()
}

// standInEnv starts both stand-ins with two users, and says how to reach them.
func standInEnv(t *testing.T, flaw string) map[string]string {
	servers, err := standins.Start(supabasetest.Options{}, flaw)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(servers.Close)
	client := &supabase.Client{URL: servers.Supabase.URL, Key: servers.Supabase.AnonKey}
	for _, user := range settings.UserAddresses(standins.Email, 2) {
		if _, err := client.SignUp(context.Background(), user, standins.Password); err != nil {
			t.Fatal(err)
		}
	}
	var exports bytes.Buffer
	(&sandboxOptions{}).print(terminal.Process{Out: &exports}, servers)
	env := map[string]string{}
	for line := range strings.SplitSeq(exports.String(), "\n") {
		if name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "="); ok {
			env[name] = strings.Trim(value, "'")
		}
	}
	return env
}

// passing is what differs from one run to the next.
var docPassing = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "HOST"},
	{regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{1,12}`), "ID"},
	{regexp.MustCompile(`\b[0-9a-f]{8}\b`), "TAG"},
	{regexp.MustCompile(`"\d{4}-\d\d-\d\dT[\d:]+Z"`), "WHEN"},
	{regexp.MustCompile(`  \d\d:\d\d  `), "  TIME  "},
	{regexp.MustCompile(`\d+ requests? in [\d.]+ m?s`), "N requests in S"},
	{regexp.MustCompile(`\d+ (checks?:|✅|⚠️|❌|ℹ️|➖|❗)`), "N $1"},
	{regexp.MustCompile(`(➖ )\d+( not testable)|\(\d+\)`), "${1}N$2"},
	{regexp.MustCompile(`\bon \d+ operations?`), "on N operations"},
	{regexp.MustCompile(`\b(threads|runs|assistants|crons|store|a2a|mcp) \d+\b`), "$1 N"},
	{regexp.MustCompile(`(?m)^ +"(duration_ms|requests|valid_token|refused_token|no_token)": \d+,?\n`), ""},
	{regexp.MustCompile(`(?m),$`), ""},
}

// settled is an output without what differs from one run to the next.
func settled(output string) string {
	for _, p := range docPassing {
		output = p.pattern.ReplaceAllString(output, p.instead)
	}
	return output
}
