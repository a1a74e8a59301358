package cmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quotedFile is a file of the repository within a document:
//
//	<!-- file: PATH -->
//	```language
//	…
//	```
//	<!-- end of file -->
var quotedFile = regexp.MustCompile("(?s)<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n<!-- end of file -->")

const quotedEnd = "```\n<!-- end of file -->"

// TestDocsQuotedFiles has what documents show be what the end-to-end tests run.
func TestDocsQuotedFiles(t *testing.T) {
	found := 0
	for path, text := range documents(t) {
		current := text
		for _, match := range quotedFile.FindAllStringSubmatch(text, -1) {
			found++
			file, err := os.ReadFile(filepath.Join("..", match[1]))
			if err != nil {
				t.Fatal(err)
			}
			current = strings.Replace(current, match[0], strings.TrimSuffix(match[0], match[2]+quotedEnd)+string(file)+quotedEnd, 1)
		}
		if current == text {
			continue
		}
		if !*update {
			t.Errorf("%s shows other files than there are; `go test ./cmd -run Docs -update` writes it anew", path)
			continue
		}
		if err := os.WriteFile(filepath.Join("..", path), []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if found < 2 {
		t.Errorf("%d files in the documents, want those of writing-auth.md", found)
	}
}

var shownConfig = regexp.MustCompile("(?s)<!-- config: (\\w+) -->\n```json\n(.*?)```")

// TestDocsConfigs has every configuration name an auth module, with the Studio header off
// on the servers that have it.
func TestDocsConfigs(t *testing.T) {
	shown := shownConfig.FindAllStringSubmatch(documents(t)["docs/writing-auth.md"], -1)
	if len(shown) != 3 {
		t.Fatalf("%d configurations, want one for each server", len(shown))
	}
	for _, match := range shown {
		var config struct {
			Graphs map[string]string
			Env    string
			Auth   struct {
				Path          string
				DisableStudio bool `json:"disable_studio_auth"`
			}
		}
		if err := json.Unmarshal([]byte(match[2]), &config); err != nil {
			t.Fatal(err)
		}
		if len(config.Graphs) != 1 || (config.Env == ".env") == (match[1] == "aegra") || !strings.HasPrefix(config.Auth.Path, "./src/security/auth.") || config.Auth.DisableStudio == (match[1] == "aegra") {
			t.Errorf("%+v", config)
		}
	}
}
