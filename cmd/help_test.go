package cmd

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
)

// TestHelp has an example in every command's help, lists every variable of its
// settings, and shows no value from the environment.
func TestHelp(t *testing.T) {
	t.Setenv("LANGGRAPH_URL", "http://from-the-environment")
	t.Setenv("SUPABASE_ANON_KEY", "from-the-environment")
	for _, c := range allBelow(newRootCmd(terminal.Process{})) {
		t.Run(c.CommandPath(), func(t *testing.T) {
			got := runIn(map[string]string{"SUPABASE_ANON_KEY": "from-the-environment"}, append(strings.Fields(c.CommandPath())[1:], "--help")...)
			if got.Code != exitOK || got.Stderr != "" {
				t.Fatalf("%+v", got)
			}
			if !strings.Contains(got.Stdout, "\nExamples:\n  ") {
				t.Errorf("no example in:\n%s", got.Stdout)
			}
			if strings.Contains(got.Stdout, "from-the-environment") {
				t.Errorf("a value from the environment in:\n%s", got.Stdout)
			}
			for line := range strings.SplitSeq(got.Stdout, "\n") {
				if n := len([]rune(line)); n > 80 {
					t.Errorf("line of %d characters: %s", n, line)
				}
			}
		})
	}
}

// TestExamples parses every command line that help shows.
func TestExamples(t *testing.T) {
	root := newRootCmd(terminal.Process{})
	for _, c := range append(allBelow(root), root) {
		for line := range strings.SplitSeq(c.Example, "\n") {
			for _, args := range commandLines(line) {
				checkExample(t, args)
			}
		}
	}
}

// commandLines are the uses of authcheck in a line of shell.
func commandLines(line string) [][]string {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil
	}
	var all [][]string
	for _, part := range strings.Split(line, "authcheck ")[1:] {
		end := strings.IndexAny(part, "|&>);")
		if end >= 0 {
			part = part[:end]
		}
		all = append(all, strings.Fields(part))
	}
	return all
}

func checkExample(t *testing.T, args []string) {
	t.Helper()
	root := newRootCmd(terminal.Process{})
	root.InitDefaultHelpCmd()
	c, rest, err := root.Find(args)
	if err != nil || c == root {
		t.Errorf("authcheck %s: no such command", strings.Join(args, " "))
		return
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Errorf("authcheck %s: %v", strings.Join(args, " "), err)
	}
	if c.Args != nil {
		if err := c.Args(c, c.Flags().Args()); err != nil {
			t.Errorf("authcheck %s: %v", strings.Join(args, " "), err)
		}
	}
}

// TestFlagDefaults keeps the environment out of the defaults, which help prints.
func TestFlagDefaults(t *testing.T) {
	for _, c := range allBelow(newRootCmd(terminal.Process{})) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for _, s := range settings.Table {
				if s.Flag == f.Name && f.DefValue != s.Default {
					t.Errorf("%s --%s: default %q, want %q", c.Name(), f.Name, f.DefValue, s.Default)
				}
			}
		})
	}
}
