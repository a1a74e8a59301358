package supabase_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

// modes are the ways in which the recorded project was set up.
var modes = map[string]supabasetest.Options{
	"CAPTCHA on":           {Confirm: true, Captcha: true},
	"e-mail provider off":  {Confirm: true, EmailOff: true},
	"sign-ups off":         {Confirm: true, DisableSignup: true},
	"anonymous users on":   {Confirm: true, Anonymous: true},
	"SMTP broken":          {Confirm: true, BrokenSMTP: true},
	"password rules":       {Confirm: true, PasswordRules: true},
	"mail limit 1 an hour": {Confirm: true, MailLimit: 1},
	"login limit":          {Confirm: true},
}

// openedInBrowsers are answers that the stand-in does not give: nobody here opens such a link.
var openedInBrowsers = []string{"verify link (GET)", "verify e-mail and otp (POST)"}

// TestModesRecording sends to the stand-in again what was recorded of projects that are
// set up in other ways than the usual one.
func TestModesRecording(t *testing.T) {
	text, err := os.ReadFile("testdata/supabase-auth-modes.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	players := map[string]*modePlayer{}
	for name, options := range modes {
		s, _ := standIn(t, options)
		players[name] = &modePlayer{player: &player{target: s}, known: map[string]string{}}
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r modeRecord
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(openedInBrowsers, r.Case) {
			t.Run(r.Variant+"/"+r.Case, func(t *testing.T) { players[r.Variant].play(t, r) })
		}
	}
}

type modeRecord struct {
	Case, Variant string
	Request       struct{ Method, Path, Key, Bearer, Body string }
	Response      struct {
		Status  int
		Headers map[string]string
		Body    any
	}
}

// modePlayer repeats the recording of one mode.
type modePlayer struct {
	*player
	known map[string]string // what stands for a name in angle brackets, by that name
}

func (p *modePlayer) play(t *testing.T, r modeRecord) {
	fill := func(text string) string {
		return placeholder.ReplaceAllStringFunc(text, func(name string) string { return p.known[name] })
	}
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), r.Request.Method, p.url+fill(r.Request.Path), strings.NewReader(fill(r.Request.Body))))
	keys := map[string]string{"anon": p.anonKey, "service_role": p.serviceKey, "user": p.known["<jwt>"]}
	req.Header.Set("apikey", keys[r.Request.Key])
	if token := keys[r.Request.Bearer]; token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp := must[*http.Response](t)(http.DefaultTransport.RoundTrip(req))
	answer := must[[]byte](t)(io.ReadAll(resp.Body))
	_ = resp.Body.Close()
	if code := resp.Header.Get("X-Sb-Error-Code"); resp.StatusCode != r.Response.Status || code != r.Response.Headers["x-sb-error-code"] {
		t.Errorf("status %d %s, recorded %d %s", resp.StatusCode, code, r.Response.Status, r.Response.Headers["x-sb-error-code"])
	}
	got := p.parse(answer)
	p.learn(r.Response.Body, got)
	leave := trimmed(r.Response.Body, got)
	if diff := cmp.Diff(p.plain(r.Response.Body, leave), p.plain(got, leave)); diff != "" {
		t.Errorf("(-recorded +got):\n%s", diff)
	}
}

var placeholder = regexp.MustCompile(`<[a-z_]+(-\d+)?>`)

// learn notes what stands for the names in angle brackets.
func (p *modePlayer) learn(recorded, got any) {
	switch recorded := recorded.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for name, value := range recorded {
			p.learn(value, got[name])
		}
	case []any:
		got, _ := got.([]any)
		for i := range min(len(recorded), len(got)) {
			p.learn(recorded[i], got[i])
		}
	case string:
		if text, ok := got.(string); ok && placeholder.FindString(recorded) == recorded {
			p.known[recorded] = text
		}
	}
}

// trimmed are names of what differs from answer to answer, and of the providers that the
// recording leaves out.
func trimmed(recorded, got any) map[string]bool {
	names := map[string]bool{"error_id": true, "expires_at": true}
	kept, _ := recorded.(map[string]any)
	settings, _ := got.(map[string]any)
	all, _ := settings["external"].(map[string]any)
	few, _ := kept["external"].(map[string]any)
	for name := range all {
		_, there := few[name]
		names[name] = !there
	}
	return names
}

// plain has what differs from run to run replaced by its kind.
func (p *modePlayer) plain(body any, leave map[string]bool) any {
	text, _ := json.Marshal(p.general(without(body, leave), ""))
	var v any
	_ = json.Unmarshal(uuidName.ReplaceAll(text, []byte(`\u003cuuid\u003e`)), &v)
	return v
}

var uuidName = regexp.MustCompile(`\\u003cuuid-\d+\\u003e`)

// without leaves out values by their names.
func without(v any, names map[string]bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			if !names[name] {
				out[name] = without(value, names)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = without(v[i], names)
		}
		return out
	}
	return v
}
