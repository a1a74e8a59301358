package supabase_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// TestRecording sends the recorded requests again, in the order in which they
// were recorded, and compares whole answers with the recorded ones; what
// differs from run to run by nature is replaced by its kind.
func TestRecording(t *testing.T) {
	for _, variant := range []string{"email confirmation on", "email confirmation off"} {
		confirm := strings.HasSuffix(variant, "on")
		for _, es256 := range []bool{false, true} {
			t.Run(fmt.Sprintf("stand-in/%s/ES256 %t", variant, es256), func(t *testing.T) {
				t.Parallel()
				s, _ := standIn(t, supabasetest.Options{Confirm: confirm, MailInterval: mailInterval, ES256: es256})
				replay(t, s, variant)
			})
		}
		if s, settings, ok := realServer(t); ok && settings.MailerAutoconfirm != confirm {
			t.Run("real/"+variant, func(t *testing.T) { replay(t, s, variant) })
		}
	}
}

// recorded is a line of the recording.
type recorded struct {
	Case, Variant string
	Request       struct{ Method, Path, Body string }
	Response      struct {
		Status  int
		Headers map[string]string
		Body    any
	}
	Header, Claims map[string]any // of the case "access token claims"
}

func recording(t *testing.T) []recorded {
	t.Helper()
	f, err := os.Open("testdata/supabase-auth.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var list []recorded
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if lines.Err() != nil || len(list) == 0 {
		t.Fatalf("recording of %d lines: %v", len(list), lines.Err())
	}
	return list
}

// player repeats the recording on one server.
type player struct {
	target
	stamp   string // makes this run's addresses, where the recording has its own
	email   string // of the user who was there before
	session supabase.Session
	created string // ID of the user made by "admin create"
}

func replay(t *testing.T, s target, variant string) {
	p := &player{target: s, stamp: fmt.Sprint(time.Now().UnixNano()), email: address("me")}
	p.settleIn(t)
	for _, r := range recording(t) {
		if r.Variant == variant {
			t.Run(r.Case, func(t *testing.T) { p.play(t, r) })
		}
	}
}

// settleIn makes the user who was there before: signed up, and confirmed by
// link where that is needed.
func (p *player) settleIn(t *testing.T) {
	t.Helper()
	made := must[supabase.SignUp](t)(p.client().SignUp(t.Context(), p.email, password))
	if made.Outcome == supabase.Created {
		return
	}
	body, err := json.Marshal(map[string]string{"type": "signup", "email": p.email, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	r.Case, r.Request.Method, r.Request.Path, r.Request.Body = "admin generate_link", "POST", "/auth/v1/admin/generate_link", string(body)
	_, _, answer := p.send(t, r)
	var link struct {
		Token string `json:"hashed_token"`
	}
	if err := json.Unmarshal(answer, &link); err != nil || link.Token == "" {
		t.Fatalf("link of %s: %v", p.email, err)
	}
	r.Case, r.Request.Method, r.Request.Path, r.Request.Body = "no key", "GET", "/auth/v1/verify?type=signup&token="+link.Token, ""
	if status, _, _ := p.send(t, r); status != http.StatusSeeOther {
		t.Fatalf("confirmation link: status %d, want 303", status)
	}
}

func (p *player) play(t *testing.T, r recorded) {
	switch r.Case {
	case "access token claims":
		p.compareClaims(t, r)
		return
	case "user expired":
		if p.jwtSecret == "" {
			t.Skipf("needs %s", envJWTSecret)
		}
	case "resend":
		time.Sleep(mailInterval + 100*time.Millisecond)
	case "user update meta": // the recorded session has been logged out by now
		p.session = must[supabase.Session](t)(p.client().Login(t.Context(), p.email, password))
	}
	status, header, body := p.send(t, r)
	if status != r.Response.Status {
		t.Errorf("status %d, recorded %d", status, r.Response.Status)
	}
	got := map[string]string{}
	for name := range r.Response.Headers {
		got[name] = header.Get(name)
	}
	if code := header.Get("X-Sb-Error-Code"); code != "" {
		got["x-sb-error-code"] = code
	}
	if diff := cmp.Diff(r.Response.Headers, got); diff != "" {
		t.Errorf("headers (-recorded +got):\n%s", diff)
	}
	if diff := cmp.Diff(p.general(r.Response.Body, ""), p.general(p.parse(body), "")); diff != "" {
		t.Errorf("body (-recorded +got):\n%s", diff)
	}
	p.remember(t, r.Case, body)
}

// send makes a recorded request with this run's addresses, IDs and tokens.
func (p *player) send(t *testing.T, r recorded) (int, http.Header, []byte) {
	t.Helper()
	path := r.Request.Path
	if strings.HasPrefix(path, "/auth/v1/admin/users/") {
		path = "/auth/v1/admin/users/" + p.created
	}
	body := strings.NewReplacer("<refresh-token>", p.session.RefreshToken, "me+1@example.com", p.email).Replace(r.Request.Body)
	body = stamps.ReplaceAllString(body, "${1}"+p.stamp+"${3}")
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), r.Request.Method, p.url+path, strings.NewReader(body)))
	for name, value := range p.headers(r) {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp := must[*http.Response](t)(http.DefaultTransport.RoundTrip(req)) // redirects are looked at
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode, resp.Header, must[[]byte](t)(io.ReadAll(resp.Body))
}

// headers says who makes a request; the recording leaves that out.
func (p *player) headers(r recorded) map[string]string {
	key, token := p.anonKey, ""
	switch {
	case r.Case == "no key":
		key = ""
	case r.Case == "bad key":
		key = "garbage"
	case r.Case == "user none":
	case r.Case == "user tampered":
		token = tampered(p.session.AccessToken)
	case r.Case == "user anon key", r.Case == "admin with anon":
		token = p.anonKey
	case r.Case == "user expired":
		token = p.expired()
	case strings.HasPrefix(r.Case, "user "), r.Case == "logout":
		token = p.session.AccessToken
	case strings.HasPrefix(r.Case, "admin "):
		key, token = p.serviceKey, p.serviceKey
	}
	h := map[string]string{"apikey": key, "Content-Type": "application/json"}
	if token != "" {
		h["Authorization"] = "Bearer " + token
	}
	return h
}

// expired is the session's token an hour after its end.
func (p *player) expired() string {
	claims := claimsOf(p.session.AccessToken)
	claims["exp"] = time.Now().Add(-time.Hour).Unix()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(p.jwtSecret))
	if err != nil {
		panic(err)
	}
	return token
}

// remember keeps what later requests need.
func (p *player) remember(t *testing.T, name string, body []byte) {
	switch name {
	case "login ok", "refresh":
		if err := json.Unmarshal(body, &p.session); err != nil {
			t.Fatal(err)
		}
	case "admin create":
		var u supabase.User
		if err := json.Unmarshal(body, &u); err != nil {
			t.Fatal(err)
		}
		p.created = u.ID
	}
}

func (p *player) compareClaims(t *testing.T, r recorded) {
	token := jwt.New(jwt.SigningMethodNone)
	head, err := base64.RawURLEncoding.DecodeString(strings.Split(p.session.AccessToken, ".")[0])
	if err == nil {
		err = json.Unmarshal(head, &token.Header)
	}
	if err != nil {
		t.Fatal(err)
	}
	if token.Header["alg"] == "ES256" { // recorded was a server with a shared secret
		delete(token.Header, "kid")
		token.Header["alg"] = "HS256"
	}
	if diff := cmp.Diff(r.Header, token.Header); diff != "" {
		t.Errorf("header (-recorded +got):\n%s", diff)
	}
	claims := claimsOf(p.session.AccessToken)
	delete(claims, "iss") // hosted projects and the stand-in name themselves; the recorded server did not
	if diff := cmp.Diff(p.general(r.Claims, ""), p.general(map[string]any(claims), "")); diff != "" {
		t.Errorf("claims (-recorded +got):\n%s", diff)
	}
}

// parse reads a body as the recording has it: JSON, or "" for none.
func (p *player) parse(body []byte) any {
	if len(bytes.TrimSpace(body)) == 0 {
		return ""
	}
	var v any
	if json.Unmarshal(body, &v) != nil {
		return string(body)
	}
	return v
}

var (
	// stamps are in the recorded addresses, such as x1795322841+1@example.com.
	stamps = regexp.MustCompile(`\b(x|w|adm|gl|ac)(\d{10,})((?:\+1)?@)`)
	uuids  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	secret = map[string]bool{"refresh_token": true, "action_link": true, "email_otp": true, "hashed_token": true,
		"redirect_to": true, "version": true, "description": true}
)

// general replaces what differs from run to run by its kind. key is the name
// of the value.
func (p *player) general(v any, key string) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = p.general(e, k)
		}
		return out
	case []any:
		if key == "users" { // whoever there is; one stands for all
			return p.general(v[0], "")
		}
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = p.general(e, "")
		}
		return out
	case float64:
		if v > 1e9 {
			return "<unix seconds>"
		}
	case string:
		return p.generalText(v, key)
	}
	return v
}

func (p *player) generalText(v, key string) string {
	if _, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return "<time>"
	}
	switch {
	case secret[key]:
		return "<" + key + ">"
	case uuids.MatchString(v):
		return "<uuid>"
	case strings.HasPrefix(v, "eyJ"):
		return "<jwt>"
	case v == p.email:
		return "me+1@example.com"
	}
	v = strings.Replace(v, "crypto/ecdsa: verification error", "signature is invalid", 1)
	return stamps.ReplaceAllString(v, "${1}<stamp>${3}")
}
