package cmd

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/cmd/terminal"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
)

var (
	docSpan         = regexp.MustCompile("`([^`\n]+)`")
	docContinuation = regexp.MustCompile(`\\\n\s*`)
	docComment      = regexp.MustCompile(`(?m)(^|\s)#.*$`)
)

// shellOf is what a document shows of the shell: its sh and yaml fences, and
// the command lines within sentences.
func shellOf(text string) []string {
	var lines []string
	for _, match := range docFence.FindAllStringSubmatch(text, -1) {
		if match[1] == "sh" || match[1] == "yaml" {
			body := docComment.ReplaceAllString(docContinuation.ReplaceAllString(match[2], " "), "")
			lines = append(lines, strings.Split(body, "\n")...)
		}
	}
	return append(lines, codeSpans(text)...)
}

func codeSpans(text string) []string {
	var spans []string
	for _, match := range docSpan.FindAllStringSubmatch(withoutCode(text), -1) {
		spans = append(spans, match[1])
	}
	return spans
}

// TestDocsCommands parses every command line, and looks up what it names.
func TestDocsCommands(t *testing.T) {
	found := 0
	for path, text := range documents(t) {
		t.Run(path, func(t *testing.T) {
			for _, line := range shellOf(text) {
				for _, args := range invocations(strings.ReplaceAll(line, "go run . ", "authcheck ")) {
					found++
					if c, rest, err := newRootCmd(terminal.Process{}).Find(args); err == nil && c.HasParent() && len(rest) == 0 {
						continue // a command's name
					}
					checkExample(t, slices.DeleteFunc(args, func(arg string) bool { return arg == "--help" }))
					checkNames(t, args)
				}
			}
		})
	}
	if found < 20 {
		t.Errorf("only %d command lines found", found)
	}
}

var invocation = regexp.MustCompile(`(?:^|[\s(/&])authcheck `)

// invocations are the words after each authcheck in a line of shell.
func invocations(line string) [][]string {
	var all [][]string
	for _, at := range invocation.FindAllStringIndex(line, -1) {
		all = append(all, shellWords(line[at[1]:]))
	}
	return all
}

// shellWords splits at spaces outside of quotes, up to where the command ends.
func shellWords(text string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	for _, r := range text + " " {
		switch {
		case r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote = r
		case strings.ContainsRune(" |&;<>)", r):
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			if r != ' ' {
				return words
			}
		default:
			word.WriteRune(r)
		}
	}
	return words
}

// checkNames looks up the names of flaws, findings and patterns of checks.
func checkNames(t *testing.T, args []string) {
	t.Helper()
	for i, arg := range args[1:] {
		switch args[i] {
		case "--flaw":
			if err := standins.CheckFlaw(arg); err != nil {
				t.Error(err)
			}
		case "--only", "--skip":
			if unmatched := scenario.Unmatched([]string{arg}); len(unmatched) > 0 {
				t.Errorf("%s: no check matches %s", args[i], arg)
			}
		case "explain":
			if _, ok := catalog.Explain(arg); !ok && arg != "CODE" && !strings.HasPrefix(arg, "$") && !strings.HasPrefix(arg, "-") {
				t.Errorf("there is no finding %s", arg)
			}
		}
	}
}

// otherFlags are flags of other programs that the documents name.
var otherFlags = []string{"--no-browser", "--exit-code-on-error"}

// TestDocsFlags has every flag in a sentence be one of some command.
func TestDocsFlags(t *testing.T) {
	known := slices.Clone(otherFlags)
	root := newRootCmd(terminal.Process{})
	for _, c := range append(allBelow(root), root) {
		c.InitDefaultHelpFlag()
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	}
	for path, text := range documents(t) {
		for _, span := range codeSpans(text) {
			name, _, _ := strings.Cut(span, " ")
			if strings.HasPrefix(name, "--") && !slices.Contains(known, name) {
				t.Errorf("%s: there is no flag %s", path, name)
			}
		}
	}
}

var docVariable = regexp.MustCompile(`\b(AUTHCHECK|SUPABASE|LANGGRAPH)_[A-Z0-9_]+\b`)

// TestDocsVariables has every environment variable be one of the settings.
func TestDocsVariables(t *testing.T) {
	known := []string{"AUTHCHECK_TOKEN_1", "AUTHCHECK_TOKEN_2"} // of login --format env
	for _, s := range settings.Table {
		known = append(known, s.Env...)
	}
	for path, text := range documents(t) {
		for _, name := range docVariable.FindAllString(docBlock.ReplaceAllString(text, ""), -1) {
			if !slices.Contains(known, name) && !strings.HasPrefix(name, "AUTHCHECK_CONTRACT_") {
				t.Errorf("%s: nothing reads %s", path, name)
			}
		}
	}
}
