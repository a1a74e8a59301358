package cmd

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario/report"
	"authcheck/supabase/supabasetest"
)

// parrot is a gateway that quotes in its refusals everything that it was ever sent, in
// all forms that servers use.
type parrot struct {
	http.Handler
	mu     sync.Mutex
	tokens map[string]bool // that callers presented, forged ones too
}

func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("Authorization")
	token = token[strings.LastIndex(token, " ")+1:]
	p.mu.Lock()
	if strings.HasPrefix(token, "eyJ") { // others are no secrets: user 1's ID as a token
		p.tokens[token] = true
	}
	p.mu.Unlock()
	kept := &echoed{ResponseWriter: w, quote: func() string { return repeated(r, token) }}
	p.Handler.ServeHTTP(kept, r)
}

// repeated has a request's secrets plain, in JSON, in a URL, in base64 behind other text.
func repeated(r *http.Request, token string) string {
	payload := ""
	if parts := strings.Split(token, "."); len(parts) == 3 {
		claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
		payload = string(claims)
	}
	all := fmt.Sprintf("%s %s %v %s", r.Method, r.URL, r.Header, payload)
	quoted, _ := json.Marshal(all)
	forms := []string{all, string(quoted), url.QueryEscape(all)}
	for behind := range 3 {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(strings.Repeat("-", behind)+all)),
			base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("-", behind)+all)))
	}
	return strings.Join(forms, " ")
}

// echoed puts the quotation into refusals.
type echoed struct {
	http.ResponseWriter
	quote   func() string
	refused bool
}

func (e *echoed) WriteHeader(status int) {
	e.refused = status >= http.StatusBadRequest
	if e.refused {
		e.Header().Del("Content-Length")
	}
	e.ResponseWriter.WriteHeader(status)
	if e.refused {
		text, _ := json.Marshal(map[string]string{"detail": e.quote()})
		_, _ = e.ResponseWriter.Write(text)
	}
}

func (e *echoed) Write(p []byte) (int, error) {
	if e.refused {
		return len(p), nil
	}
	return e.ResponseWriter.Write(p)
}

func (e *echoed) Unwrap() http.ResponseWriter { return e.ResponseWriter }

func (e *echoed) Flush() {
	if f, ok := e.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// TestSecretsEchoed looks for every secret of a run in all its reports, where the server
// quotes each of them back.
func TestSecretsEchoed(t *testing.T) {
	t.Parallel()
	provider, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: "no-owner-filter"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	gateway := &parrot{Handler: httputil.NewSingleHostReverseProxy(target), tokens: map[string]bool{}}
	front := httptest.NewServer(gateway)
	t.Cleanup(front.Close)
	env := map[string]string{"SUPABASE_URL": provider.URL, "SUPABASE_ANON_KEY": provider.AnonKey, "LANGGRAPH_URL": front.URL,
		"AUTHCHECK_EMAIL": "Me@Example.com", "AUTHCHECK_PASSWORD": "planted-password", "AUTHCHECK_HEADERS": "X-Gateway-Key=planted-header",
		"SUPABASE_JWT_SECRET": provider.JWTSecret}
	if got := runIn(env, "signup"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	told := allReports(t, env)
	secrets := []string{"planted-password", "planted-header", provider.JWTSecret, provider.AnonKey, "me+1@example.com", "me+2@example.com", "Me+1@Example.com"}
	for token := range gateway.tokens {
		secrets = append(secrets, token)
	}
	if len(secrets) < 12 {
		t.Errorf("only %d secrets were sent", len(secrets))
	}
	for name, text := range told {
		text = unwrapped(text)
		for i, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s has secret %d", name, i)
			}
		}
	}
	if shown := runIn(env, "verify", "--show-emails", "--only", "threads.get*", "--format", "json").Stdout; !strings.Contains(shown, "X-User-Email: Me+1@Example.com") {
		t.Errorf("the addresses are not shown: %.300s", shown)
	}
}

// allReports are all outputs of one run, by format, and the transcript.
func allReports(t *testing.T, env map[string]string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"verify", "--verbose", "--only", "threads.get*", "--only", "threads.search/*", "--only", "store.*", "--report", "transcript=" + filepath.Join(dir, "transcript")}
	for _, name := range report.Names() {
		args = append(args, "--report", name+"="+filepath.Join(dir, name))
	}
	got := runIn(env, args...)
	told := map[string]string{"output": got.Stdout + got.Stderr}
	for _, name := range append(report.Names(), "transcript") {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("%v: %+v", err, got)
		}
		told[name] = string(text)
	}
	return told
}

var base64Like = regexp.MustCompile(`[A-Za-z0-9+/_-]{24,}`)

// unwrapped adds to a text what stands in it in other forms.
func unwrapped(text string) string {
	var b strings.Builder
	b.WriteString(text)
	plain, _ := url.QueryUnescape(text)
	b.WriteString(plain)
	for _, found := range base64Like.FindAllString(text, -1) {
		for skip := range 4 {
			inner := found[skip:]
			decoded, _ := io.ReadAll(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(strings.NewReplacer("+", "-", "/", "_").Replace(inner))))
			b.WriteString("\n" + string(decoded))
		}
	}
	return b.String()
}
