//go:build e2e

// Package e2e tests the built authcheck binary against real servers: langgraph dev,
// langgraphjs dev and Aegra with the graphs and auth modules of python/, js/ and aegra/, and
// `authcheck sandbox` as their login provider.
package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var (
	update = flag.Bool("update", false, "write the result table and the figures to docs/")
	newest = flag.Bool("newest", false, "run the newest servers that the registries have, not the pinned ones")
)

// What the tests run; set once, before they start.
var (
	binary      string // authcheck
	venv        string // with langgraph dev
	nodeModules string // with langgraphjs dev
	aegraVenv   string // with Aegra
	locustVenv  string // with Locust
	postgresBin string // with the programs of PostgreSQL
	symmetric   *provider
	asymmetric  *provider
)

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "authcheck-e2e")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir); err != nil {
		return 0, err
	}
	if symmetric, err = startProvider(filepath.Join(dir, "sandbox.log")); err != nil {
		return 0, err
	}
	defer symmetric.stop()
	if asymmetric, err = startProvider(filepath.Join(dir, "sandbox-es256.log"), "--es256"); err != nil {
		return 0, err
	}
	defer asymmetric.stop()
	defer func() { database.stop() }()
	return m.Run(), nil
}

// prepare builds the binary and installs the servers, where that was not done before.
func prepare(dir string) error {
	binary = filepath.Join(dir, "authcheck")
	if _, err := output("go", "build", "-o", binary, "authcheck"); err != nil {
		return err
	}
	var args []string
	if *newest {
		args = append(args, "--newest")
	}
	places, err := output("./install", args...)
	if err != nil {
		return err
	}
	lines := strings.Fields(places)
	if len(lines) != 5 {
		return fmt.Errorf("./install printed %q instead of five folders", places)
	}
	venv, nodeModules = lines[0], filepath.Join(lines[1], "node_modules")
	aegraVenv, locustVenv, postgresBin = lines[2], lines[3], lines[4]
	return nil
}

func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", cmd, err, stderr.String())
	}
	if *newest { // ./install says what is newer than pinned
		_, _ = stderr.WriteTo(os.Stderr)
	}
	return string(out), nil
}
