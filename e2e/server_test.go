//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	more   map[string]any // of langgraph.json besides: sections that are there already are added to
	front  front          // what stands before the server; nil: nothing
	away   bool           // reached by another address of this machine than loopback
	login  loginProvider  // of the server's own; nil: the one that es256 names
}

// loginProvider starts a provider that lasts as long as the test.
type loginProvider func(*testing.T) *provider

// front is something that stands before a server, as firewalls and caches do.
type front func(http.Handler) http.Handler

// server is a subject that is up.
type server struct {
	*process
	url    string
	folder string // of the project
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
	if s.login != nil {
		login = s.login(t)
	}
	dir := t.TempDir()
	up := &server{
		url:    fmt.Sprintf("http://127.0.0.1:%d", freePort(t)),
		folder: dir,
		marker: filepath.Join(dir, "nodes-that-ran"),
		users:  login.signUp(t, t.Name()),
	}
	s.writeApp(t, dir)
	row := s.kind.row()
	cmd := row.command(strings.TrimPrefix(up.url, "http://127.0.0.1:"))
	cmd.Dir = dir
	cmd.Env = append(cleanEnv(), login.env...)
	cmd.Env = append(cmd.Env, quietEnv...)
	cmd.Env = append(cmd.Env, "E2E_MARKER="+up.marker)
	cmd.Env = append(cmd.Env, s.env...)
	if row.env != nil {
		cmd.Env = append(cmd.Env, row.env(t)...)
	}
	var err error
	if up.process, err = startProcess(cmd, filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(up.stop)
	if s.prefix != "" && s.http == nil || s.front != nil {
		up.url = gateway(t, s, up.url)
	}
	up.url += s.prefix
	up.awaitReady(t, row.answers)
	return up
}

// gateway serves the server's paths under a prefix, or behind something.
func gateway(t *testing.T, s subject, server string) string {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler = &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorLog: log.New(io.Discard, "", 0), // it is asked before the server is up
	}
	if s.front != nil {
		handler = s.front(handler)
	}
	public := httptest.NewUnstartedServer(http.StripPrefix(s.prefix, handler))
	if s.away {
		public.Listener.Close()
		public.Listener = listenAway(t)
	}
	public.Start()
	t.Cleanup(public.Close)
	return public.URL
}

// listenAway listens at an address of this machine that others may reach.
func listenAway(t *testing.T) net.Listener {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		network, ok := a.(*net.IPNet)
		if !ok || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() || network.IP.To4() == nil {
			continue
		}
		if listener, err := net.Listen("tcp", net.JoinHostPort(network.IP.String(), "0")); err == nil {
			return listener
		}
	}
	t.Skip("this machine has no address but loopback")
	return nil
}

// quietEnv keeps the servers from telling anybody that they run.
var quietEnv = []string{
	"LANGGRAPH_CLI_NO_ANALYTICS=1",
	"LANGGRAPH_NO_VERSION_CHECK=true",
	"LANGSMITH_TRACING=false",
	"BROWSER=none",
	"NO_COLOR=1",
}

// writeApp lays out the app with its auth modules and its configuration.
func (s subject) writeApp(t *testing.T, dir string) {
	t.Helper()
	if s.kind == javaScript {
		if err := os.Symlink(nodeModules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range s.kind.row().shares {
		if err := copyPart(dir, part); err != nil {
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
	if err := os.WriteFile(filepath.Join(dir, s.kind.row().config), config, 0o600); err != nil {
		t.Fatal(err)
	}
}

// folder is where the app of this kind lies.
func (s subject) folder() string { return s.kind.row().folder }

// copyPart copies a file or a folder of another app.
func copyPart(dir, part string) error {
	to := filepath.Join(dir, filepath.Base(part))
	if text, err := os.ReadFile(part); err == nil {
		return os.WriteFile(to, text, 0o600)
	}
	return os.CopyFS(to, os.DirFS(part))
}

// config is the langgraph.json of the subject.
func (s subject) config() map[string]any {
	row := s.kind.row()
	config := map[string]any{"dependencies": []string{"."}}
	maps.Copy(config, row.more)
	names := row.graphs
	if s.graphs != nil {
		names = s.graphs
	}
	graphs := make(map[string]string)
	for _, name := range names {
		graphs[name] = "./graphs/" + name + row.ending + ":graph"
	}
	config["graphs"] = graphs
	if s.auth != "" {
		config["auth"] = map[string]any{"path": "./auth/" + s.auth + row.ending + ":auth", "disable_studio_auth": !s.studio}
	}
	if s.http != nil {
		config["http"] = s.http
	}
	for name, section := range s.more {
		if has, ok := config[name].(map[string]any); ok {
			maps.Copy(has, section.(map[string]any))
		} else {
			config[name] = section
		}
	}
	return config
}

// awaitReady polls a path that is 200 on the Python servers and behind auth on the other.
func (s *server) awaitReady(t *testing.T, path string) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) && !s.ended() {
		response, err := http.Get(s.url + path)
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

// freePort finds one that nobody else is given by chance while the server starts: below
// the ports that systems hand out.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20_000 + rand.IntN(10_000)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		listener.Close()
		return port
	}
	t.Fatal("no port is free")
	return 0
}
