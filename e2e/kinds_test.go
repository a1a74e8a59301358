//go:build e2e

package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// kind is an implementation of the LangGraph server.
type kind string

const (
	python     kind = "langgraph dev"
	javaScript kind = "langgraphjs dev"
	aegra      kind = "Aegra"
)

// implementation is how a kind of server is run.
type implementation struct {
	folder  string   // of its auth modules
	shares  []string // parts of other apps that it has as well
	config  string   // the file that names graphs and auth
	ending  string   // of modules
	graphs  []string // that it has where a subject names none
	answers string   // the path at which it says that it is up, with 200 or 401
	more    map[string]any
	command func(port string) *exec.Cmd
	env     func(*testing.T) []string // nil: none
}

var implementations = map[kind]implementation{
	python: {folder: "python", config: "langgraph.json", ending: ".py", graphs: []string{"agent", "notes", "essay", "triage"}, answers: "/ok",
		command: func(port string) *exec.Cmd {
			return exec.Command(filepath.Join(venv, "bin", "langgraph"), "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", port)
		}},
	javaScript: {folder: "js", config: "langgraph.json", ending: ".mjs", graphs: []string{"agent", "notes"}, answers: "/ok", more: map[string]any{"node_version": "20"},
		command: func(port string) *exec.Cmd {
			return exec.Command("node", filepath.Join(nodeModules, "@langchain/langgraph-cli/dist/cli/cli.mjs"), "dev", "--no-browser", "--host", "127.0.0.1", "--port", port)
		}},
	aegra: {folder: "aegra", shares: []string{"python/graphs", "python/accounts.py"}, config: "aegra.json", ending: ".py", graphs: []string{"agent", "notes", "triage"}, answers: "/info",
		command: func(port string) *exec.Cmd {
			return exec.Command(filepath.Join(aegraVenv, "bin", "aegra"), "serve", "--host", "127.0.0.1", "--port", port)
		},
		env: func(t *testing.T) []string { return []string{"DATABASE_URL=" + newDatabase(t), "LOG_LEVEL=WARNING"} }},
}

func (k kind) row() implementation { return implementations[k] }
