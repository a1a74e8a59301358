package supabase_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

// TestAccountRecording sends to the stand-in again what was recorded of accounts that are
// banned, anonymous or deleted.
func TestAccountRecording(t *testing.T) {
	s, _ := standIn(t, supabasetest.Options{Anonymous: true})
	p := &player{target: s, email: address("banned")}
	p.created = must[supabase.User](t)(s.admin().AdminCreateUser(t.Context(), p.email, password, true)).ID
	text, err := os.ReadFile("testdata/supabase-auth-accounts.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		var r struct {
			Case     string
			Request  struct{ Method, Path, Key, Bearer, Body string }
			Response struct {
				Status int
				Body   any
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		path := placeholders.ReplaceAllString(r.Request.Path, p.created)
		body := strings.Replace(r.Request.Body, "rec+2@example.com", p.email, 1)
		req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), r.Request.Method, s.url+path, strings.NewReader(body)))
		keys := map[string]string{"anon": s.anonKey, "service_role": s.serviceKey, "user": p.session.AccessToken}
		req.Header.Set("apikey", keys[r.Request.Key])
		if token := keys[r.Request.Bearer]; token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		resp := must[*http.Response](t)(http.DefaultTransport.RoundTrip(req))
		answer := must[[]byte](t)(io.ReadAll(resp.Body))
		_ = resp.Body.Close()
		if resp.StatusCode != r.Response.Status {
			t.Errorf("%s: status %d, recorded %d", r.Case, resp.StatusCode, r.Response.Status)
		}
		if diff := cmp.Diff(p.kinds(r.Response.Body), p.kinds(p.parse(answer))); diff != "" {
			t.Errorf("%s (-recorded +got):\n%s", r.Case, diff)
		}
		if r.Case == "anonymous sign-in" {
			if err := json.Unmarshal(answer, &p.session); err != nil {
				t.Fatal(err)
			}
			p.created = p.session.User.ID
		}
	}
}

var placeholders = regexp.MustCompile(`<uuid-\d+>`)

// kinds has what differs from run to run replaced, as text; the time of an end is a number
// that the recording does not keep.
func (p *player) kinds(body any) string {
	text, _ := json.MarshalIndent(p.general(body, ""), "", " ")
	clean := strings.NewReplacer(`"expires_at": 0`, `"expires_at": "\u003cunix seconds\u003e"`, `rec+2@example.com`, `me+1@example.com`).Replace(string(text))
	return regexp.MustCompile(`\\u003cuuid-\d+\\u003e`).ReplaceAllString(clean, `\u003cuuid\u003e`)
}
