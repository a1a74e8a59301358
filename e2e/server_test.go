//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kind is an implementation of the LangGraph server.
type kind string

const (
	python     kind = "langgraph dev"
	javaScript kind = "langgraphjs dev"
)

// subject is a server to test: an app with one auth module.
type subject struct {
	kind   kind
	auth   string         // file in auth/ without its ending; "": no auth at all
	studio bool           // leave the Studio header enabled, as it is by default
	es256  bool           // the login provider signs with a key pair
	http   map[string]any // of langgraph.json
	graphs []string       // of the app; nil: all
	env    []string       // of the server, besides what all get
	prefix string         // of every path: by the server itself with http, else by a gateway in front
}

// server is a subject that is up.
type server struct {
	*process
	url    string
	marker string // the file in which nodes leave a line when they run
	users  users
}

// start copies the app to a folder of its own, so that one installation serves
// all auth modules, and waits for the server to answer.
func (s subject) start(t *testing.T) *server {
	t.Helper()
	login := symmetric
	if s.es256 {
		login = asymmetric
	}
	dir := t.TempDir()
	up := &server{
		url:    fmt.Sprintf("http://127.0.0.1:%d", freePort(t)),
		marker: filepath.Join(dir, "nodes-that-ran"),
		users:  login.signUp(t, t.Name()),
	}
	s.writeApp(t, dir)
	cmd := s.command(strings.TrimPrefix(up.url, "http://127.0.0.1:"))
	cmd.Dir = dir
	cmd.Env = append(cleanEnv(), login.env...)
	cmd.Env = append(cmd.Env, quietEnv...)
	cmd.Env = append(cmd.Env, "E2E_MARKER="+up.marker)
	cmd.Env = append(cmd.Env, s.env...)
	var err error
	if up.process, err = startProcess(cmd, filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(up.stop)
	if s.prefix != "" && s.http == nil {
		up.url = gateway(t, up.url, s.prefix)
	}
	up.url += s.prefix
	up.awaitReady(t)
	return up
}

// gateway serves the server's paths under a prefix.
func gateway(t *testing.T, server, prefix string) string {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorLog: log.New(io.Discard, "", 0), // it is asked before the server is up
	}
	front := httptest.NewServer(http.StripPrefix(prefix, proxy))
	t.Cleanup(front.Close)
	return front.URL
}

// quietEnv keeps the servers from telling anybody that they run.
var quietEnv = []string{
	"LANGGRAPH_CLI_NO_ANALYTICS=1",
	"LANGGRAPH_NO_VERSION_CHECK=true",
	"LANGSMITH_TRACING=false",
	"BROWSER=none",
	"NO_COLOR=1",
}

func (s subject) command(port string) *exec.Cmd {
	if s.kind == python {
		return exec.Command(filepath.Join(venv, "bin", "langgraph"), "dev", "--no-browser", "--no-reload",
			"--host", "127.0.0.1", "--port", port)
	}
	return exec.Command("node", filepath.Join(nodeModules, "@langchain/langgraph-cli/dist/cli/cli.mjs"), "dev",
		"--no-browser", "--host", "127.0.0.1", "--port", port)
}

func (s subject) writeApp(t *testing.T, dir string) {
	t.Helper()
	if s.kind == javaScript {
		if err := os.Symlink(nodeModules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(dir, os.DirFS(s.folder())); err != nil {
		t.Fatal(err)
	}
	config, err := json.MarshalIndent(s.config(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "langgraph.json"), config, 0o600); err != nil {
		t.Fatal(err)
	}
}

// folder is where the app of this kind lies.
func (s subject) folder() string {
	if s.kind == javaScript {
		return "js"
	}
	return "python"
}

// config is the langgraph.json of the subject.
func (s subject) config() map[string]any {
	config := map[string]any{"dependencies": []string{"."}}
	names, ending := []string{"agent", "notes", "essay", "triage"}, ".py"
	if s.kind == javaScript {
		names, ending = []string{"agent", "notes"}, ".mjs"
		config["node_version"] = "20"
	}
	if s.graphs != nil {
		names = s.graphs
	}
	graphs := make(map[string]string)
	for _, name := range names {
		graphs[name] = "./graphs/" + name + ending + ":graph"
	}
	config["graphs"] = graphs
	if s.auth != "" {
		config["auth"] = map[string]any{"path": "./auth/" + s.auth + ending + ":auth", "disable_studio_auth": !s.studio}
	}
	if s.http != nil {
		config["http"] = s.http
	}
	return config
}

// awaitReady polls /ok, which is 200 on the Python server and behind auth on the other.
func (s *server) awaitReady(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) && !s.ended() {
		response, err := http.Get(s.url + "/ok")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK || response.StatusCode == http.StatusUnauthorized {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s is not ready: %s", s.url, s.output())
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
