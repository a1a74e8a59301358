package cmd

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// With -update the marked blocks of the documents are written anew:
//
//	go test ./cmd -run Docs -update
var update = flag.Bool("update", false, "write the outputs and tables in README.md and docs anew")

// block is a marked part of a document:
//
//	<!-- output: COMMAND; OPTION… -->   what a command prints (docs_outputs_test.go)
//	<!-- generated: NAME -->            what the code knows (docs_tables_test.go)
//	…
//	<!-- end -->
var docBlock = regexp.MustCompile(`(?s)<!-- (output|generated): ([^\n]+?) -->\n(.*?)<!-- end -->`)

// documents are all documents of the repository, by their path from its root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"README.md", "docs/*.md", ".github/*.md"} {
		paths, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))] = string(text)
		}
	}
	return texts
}

// TestDocsBlocks keeps what documents quote what it is.
func TestDocsBlocks(t *testing.T) {
	t.Parallel()
	for path, text := range documents(t) {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			current := renewAll(t, text)
			if current == text {
				return
			}
			if !*update {
				t.Errorf("%s is out of date; `go test ./cmd -run Docs -update` writes it anew (-written +current):\n%s", path, cmp.Diff(text, current))
				return
			}
			if err := os.WriteFile(filepath.Join("..", path), []byte(current), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// renewAll makes all blocks again, side by side: demos wait most of the time.
func renewAll(t *testing.T, text string) string {
	blocks := docBlock.FindAllString(text, -1)
	renewed := slices.Clone(blocks)
	t.Run("blocks", func(t *testing.T) {
		for i, old := range blocks {
			name, _, _ := strings.Cut(strings.TrimPrefix(old, "<!-- "), " -->")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				renewed[i] = renew(t, old)
			})
		}
	})
	for i, old := range blocks {
		text = strings.Replace(text, old, renewed[i], 1)
	}
	return text
}

// renew makes a block again. One that differs only in what differs from run to
// run stays as it is.
func renew(t *testing.T, old string) string {
	parts := docBlock.FindStringSubmatch(old)
	kind, spec, body := parts[1], parts[2], parts[3]
	current := ""
	switch kind {
	case "output":
		current = outputBlock(t, spec)
	case "generated":
		make, ok := docTables[spec]
		if !ok {
			t.Errorf("nothing generates %q", spec)
			return old
		}
		current = make() + "\n"
	}
	if kind == "output" && settled(current) == settled(body) {
		return old
	}
	return strings.Replace(old, "-->\n"+body+"<!-- end -->", "-->\n"+current+"<!-- end -->", 1)
}

var (
	docLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docHeading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// TestDocsLinks resolves every link inside the repository, its anchor included.
func TestDocsLinks(t *testing.T) {
	texts := documents(t)
	for path, text := range texts {
		for _, match := range docLink.FindAllStringSubmatch(withoutCode(text), -1) {
			file, anchor, _ := strings.Cut(match[1], "#")
			if strings.Contains(file, "://") {
				continue
			}
			target := path
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(path), file))
			}
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("%s: broken link %s", path, match[1])
				continue
			}
			if anchor != "" && !anchors(texts[target])[anchor] {
				t.Errorf("%s: no such heading: %s", path, match[1])
			}
		}
	}
}

var docFile = regexp.MustCompile(`^[\w.][\w./*-]*(\.go|\.json|/)$`)

// ofUsers are files that are not here, but with who writes auth.
var ofUsers = []string{"langgraph.json", "aegra.json"}

// TestDocsFiles has every file and folder that a sentence names be there. Names
// alone are those of package scenario.
func TestDocsFiles(t *testing.T) {
	for path, text := range documents(t) {
		for _, name := range codeSpans(text) {
			if !docFile.MatchString(name) || slices.Contains(ofUsers, name) {
				continue
			}
			root, _ := filepath.Glob(filepath.Join("..", name))
			scenario, _ := filepath.Glob(filepath.Join("..", "scenario", name))
			if len(root)+len(scenario) == 0 {
				t.Errorf("%s: there is no %s", path, name)
			}
		}
	}
}

// anchors are the fragments that GitHub gives the headings of a document.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, match := range docHeading.FindAllStringSubmatch(withoutCode(text), -1) {
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ' || r == '-':
				return '-'
			case r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				return r
			}
			return -1
		}, strings.ToLower(match[1]))
		all[slug] = true
	}
	return all
}

var docFence = regexp.MustCompile("(?ms)^```(\\w*)\\n(.*?)^```$")

// withoutCode is the prose of a document.
func withoutCode(text string) string { return docFence.ReplaceAllString(text, "") }
