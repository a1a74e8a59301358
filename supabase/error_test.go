package supabase

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseError(t *testing.T) {
	jsonType := http.Header{"Content-Type": {"application/json"}}
	for name, test := range map[string]struct {
		status int
		header http.Header
		body   string
		want   Error
	}{
		"auth server": {422, http.Header{"Content-Type": {"application/json"}, "X-Sb-Error-Code": {"weak_password"}},
			`{"code":422,"error_code":"weak_password","msg":"Too short.","weak_password":{"reasons":["length"]}}`,
			Error{Status: 422, Code: "weak_password", Message: "Too short."}},
		"code in the body only": {403, jsonType, `{"code":403,"error_code":"bad_jwt","msg":"invalid JWT"}`,
			Error{Status: 403, Code: "bad_jwt", Message: "invalid JWT"}},
		"newer version of the auth server": {422, jsonType, `{"code":"user_already_exists","message":"User already registered"}`,
			Error{Status: 422, Code: "user_already_exists", Message: "User already registered"}},
		"gateway": {401, jsonType, `{"message":"Invalid API key","hint":"Double check it."}`,
			Error{Status: 401, Message: "Invalid API key", Hint: "Double check it."}},
		"OAuth": {400, jsonType, `{"error":"invalid_grant","error_description":"no such grant"}`,
			Error{Status: 400, Code: "invalid_grant", Message: "no such grant"}},
		"header alone": {429, http.Header{"X-Sb-Error-Code": {"over_request_rate_limit"}, "Retry-After": {"7"}}, "",
			Error{Status: 429, Code: "over_request_rate_limit", Message: "empty body", RetryAfter: 7 * time.Second}},
		"wait in the text": {429, jsonType, `{"error_code":"over_email_send_rate_limit","msg":"only request this after 49 seconds."}`,
			Error{Status: 429, Code: "over_email_send_rate_limit", Message: "only request this after 49 seconds.", RetryAfter: 49 * time.Second}},
		"web page":          {502, http.Header{"Content-Type": {"text/html"}}, "<html><head><title>Bad\n gateway</title>", Error{Status: 502, Message: "a web page: Bad gateway", Foreign: true}},
		"page, no title":    {502, http.Header{"Content-Type": {"text/html"}}, "<html>", Error{Status: 502, Message: "a web page", Foreign: true}},
		"plain text":        {404, http.Header{"Content-Type": {"text/plain"}}, "404 page not found\n", Error{Status: 404, Message: "404 page not found", Foreign: true}},
		"another type":      {500, http.Header{"Content-Type": {"application/xml; charset=x"}}, "a&b", Error{Status: 500, Message: "application/xml: a&b", Foreign: true}},
		"another JSON":      {500, jsonType, `{"detail":"x"}`, Error{Status: 500, Message: "JSON of another shape", Foreign: true}},
		"fields of no text": {500, jsonType, `{"msg":1,"error_code":{},"hint":[],"weak_password":{"reasons":"x"}}`, Error{Status: 500, Message: "JSON of another shape", Foreign: true}},
		"terminal escapes":  {400, jsonType, `{"msg":"a\u001b[31mb\r\nc","error_code":"x\u0007y"}`, Error{Status: 400, Code: "x y", Message: "a [31mb c"}},
		"redirect": {302, http.Header{"Location": {"https://u:p@other.example/login?token=s#f"}}, "",
			Error{Status: 302, Foreign: true, Code: CodeRedirect, Message: "redirected to https://other.example/login, which is not followed"}},
		"redirect nowhere": {304, http.Header{}, "", Error{Status: 304, Foreign: true, Code: CodeRedirect, Message: "redirected to nowhere, which is not followed"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(&test.want, parseError(test.status, test.header, []byte(test.body), nil)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		header, message string
		want            time.Duration
	}{
		"seconds":               {"30", "", 30 * time.Second},
		"date":                  {"Sun, 22 Nov 2026 12:01:30 GMT", "", 90 * time.Second},
		"date gone by":          {"Sun, 22 Nov 2026 11:00:00 GMT", "", 0},
		"negative":              {"-5", "", 0},
		"too long":              {"999999999999", "", 24 * time.Hour},
		"garbage":               {"soon", "", 0},
		"text":                  {"", "only request this after 1 second", time.Second},
		"header before text":    {"2", "only request this after 50 seconds", 2 * time.Second},
		"text beyond an int":    {"", "after 99999999999999999999 seconds", 0},
		"seconds of other kind": {"", "took 3 seconds", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := retryAfter(http.Header{"Retry-After": {test.header}}, test.message, now); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]Error{
		"POST /auth/v1/signup: 422 weak_password: Too short.": {Method: "POST", Path: "/auth/v1/signup", Status: 422, Code: "weak_password", Message: "Too short."},
		"GET /auth/v1/user: 500":                              {Method: "GET", Path: "/auth/v1/user", Status: 500},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestHide(t *testing.T) {
	sent := secrets{"key-1", "pass\"word", "a", ""}
	got := sent.hide(`key-1, pass"word, {"password":"pass\"word"} and a`)
	if want := `[hidden], [hidden], {"password":"[hidden]"} and a`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestCodeStays: a password is a word of some codes, and callers tell refusals by those.
func TestCodeStays(t *testing.T) {
	sent := secrets{"password", "unexpected"}
	for code, want := range map[string]string{"weak_password": CodeWeakPassword, "password": "[hidden]", "not a password": "not a [hidden]"} {
		e := parseError(422, http.Header{}, []byte(`{"error_code":"`+code+`","msg":"The password is weak."}`), sent)
		if e.Code != want || e.Message != "The [hidden] is weak." {
			t.Errorf("%s: %+v", code, e)
		}
	}
}

func FuzzParseError(f *testing.F) {
	f.Add(422, "weak_password", "", "application/json", `{"code":422,"error_code":"weak_password","msg":"x","weak_password":{"reasons":["length"]}}`)
	f.Add(401, "", "", "application/json", `{"message":"Invalid API key","hint":"x"}`)
	f.Add(429, "", "Sun, 22 Nov 2026 12:01:30 GMT", "", `{"error":"x","error_description":"after 5 seconds"}`)
	f.Add(502, "", "-1", "text/html", "<title>\x1b[0m</title>")
	f.Add(302, "\x00", "9", "", "\xff")
	f.Fuzz(func(t *testing.T, status int, code, retry, kind, body string) {
		header := http.Header{"X-Sb-Error-Code": {code}, "Retry-After": {retry}, "Content-Type": {kind}, "Location": {body}}
		e := parseError(status, header, []byte(body), nil)
		if e.Status != status || e.Message == "" && strings.TrimSpace(body) == "" {
			t.Errorf("%+v of status %d", e, status)
		}
		if e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour {
			t.Errorf("wait of %v", e.RetryAfter)
		}
		for _, s := range []string{e.Code, e.Message, e.Hint} {
			if utf8.RuneCountInString(s) > maxMessage+60 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("unfit for a terminal: %q", s)
			}
		}
		if json.Valid([]byte(body)) && e.Status >= 400 && e.Message == body && strings.HasPrefix(body, "{") {
			t.Errorf("JSON shown as it is: %q", body)
		}
	})
}
