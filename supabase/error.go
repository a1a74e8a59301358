package supabase

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Error codes of Supabase Auth that callers tell apart, and two of this
// package for answers that are not Supabase Auth's.
const (
	CodeWeakPassword        = "weak_password"
	CodeValidationFailed    = "validation_failed"
	CodeEmailNotConfirmed   = "email_not_confirmed"
	CodeInvalidCredentials  = "invalid_credentials"
	CodeEmailAddressInvalid = "email_address_invalid"
	CodeSignupDisabled      = "signup_disabled"
	CodeEmailDisabled       = "email_provider_disabled"
	CodeCaptchaFailed       = "captcha_failed"
	CodeEmailRateLimit      = "over_email_send_rate_limit"
	CodeRequestRateLimit    = "over_request_rate_limit"
	CodeUserAlreadyExists   = "user_already_exists"
	CodeEmailExists         = "email_exists"
	CodeUserNotFound        = "user_not_found"
	CodeNotAdmin            = "not_admin"
	CodeBadJWT              = "bad_jwt"
	CodeNoAuthorization     = "no_authorization"
	CodeSessionNotFound     = "session_not_found"
	CodeRefreshNotFound     = "refresh_token_not_found"

	// CodeUnexpected marks an answer that no Supabase Auth gives: not JSON,
	// JSON without the fields that belong there, longer than 1 MiB.
	CodeUnexpected = "unexpected_answer"
	// CodeRedirect marks a 3xx answer: redirects are not followed.
	CodeRedirect = "redirect"
)

// Error is an answer of the server that is not the expected one.
type Error struct {
	Method  string
	Path    string // of the request, without the query
	Status  int    // HTTP status
	Code    string // error code, "" when the answer has none (the gateway's have none)
	Message string // in the server's words, on one line, without secrets
	Hint    string // the gateway's hint, mostly ""
	// Reasons why a password is weak: "length", "characters", "pwned".
	Reasons []string
	// RetryAfter is how long to wait before the next try; 0 when the answer
	// does not say.
	RetryAfter time.Duration
}

// Error tells method, path, status, code and message.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d", e.Method, e.Path, e.Status)
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	return b.String()
}

// parseError understands the three shapes of error bodies, {code, error_code,
// msg}, {message, hint} and {error, error_description}, the newer {code,
// message} with a code that is a word, and anything else as text.
func parseError(status int, header http.Header, body []byte) *Error {
	e := &Error{Status: status, Code: clean(header.Get("X-Sb-Error-Code"), maxCode)}
	if status >= 300 && status < 400 {
		e.Code, e.Message = CodeRedirect, "redirected to "+target(header)+", which is not followed"
		return e
	}
	var fields map[string]any
	if json.Unmarshal(body, &fields) == nil && fields != nil {
		e.read(fields)
	}
	if e.Message == "" {
		e.Message = describe(header, body)
	}
	e.RetryAfter = retryAfter(header.Get("Retry-After"), e.Message, time.Now())
	return e
}

// read takes over what a JSON error body says.
func (e *Error) read(fields map[string]any) {
	text := func(limit int, names ...string) string {
		for _, name := range names {
			if s, ok := fields[name].(string); ok && s != "" {
				return clean(s, limit)
			}
		}
		return ""
	}
	if e.Code == "" {
		// "code" is the status as a number in one shape, the code in another.
		e.Code = text(maxCode, "error_code", "code", "error")
	}
	e.Message = text(maxMessage, "msg", "message", "error_description", "error")
	e.Hint = text(maxMessage, "hint")
	weak, _ := fields["weak_password"].(map[string]any)
	reasons, _ := weak["reasons"].([]any)
	for _, r := range reasons {
		if s, ok := r.(string); ok && len(e.Reasons) < 10 {
			e.Reasons = append(e.Reasons, clean(s, maxCode))
		}
	}
}

// Limits in characters: what comes from outside ends up on a terminal.
const (
	maxCode    = 64
	maxMessage = 300
)

var (
	titleTag  = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	afterText = regexp.MustCompile(`after (\d+) seconds?`)
)

// describe puts a body that is not the expected JSON into one short line.
func describe(header http.Header, body []byte) string {
	text := strings.TrimSpace(string(body))
	kind, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	switch {
	case text == "":
		return "empty body"
	case strings.HasPrefix(text, "<"):
		if m := titleTag.FindStringSubmatch(text); m != nil {
			return clean("a web page: "+m[1], maxMessage)
		}
		return "a web page"
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return "JSON of another shape"
	case kind == "" || kind == "text/plain":
		return clean(text, maxMessage)
	}
	return clean(kind+": "+text, maxMessage)
}

// target is where a redirect points, without query and credentials.
func target(header http.Header) string {
	u, err := url.Parse(header.Get("Location"))
	if err != nil || u.String() == "" {
		return "nowhere"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return clean(u.String(), maxMessage)
}

// retryAfter reads the header, in seconds or as a date, and else the text
// "… only request this after N seconds".
func retryAfter(header, message string, now time.Time) time.Duration {
	if m := afterText.FindStringSubmatch(message); m != nil && header == "" {
		header = m[1]
	}
	wait := time.Duration(0)
	if n, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(max(n, 0), int(maxWait.Seconds()))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxWait)
}

// maxWait bounds RetryAfter: whatever asks for more means "not today".
const maxWait = 24 * time.Hour

// clean makes s one line of at most limit characters, without control
// characters (an escape sequence would reach the terminal).
func clean(s string, limit int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return s
}

// hide replaces secrets that the server quoted.
func (e *Error) hide(secrets ...string) {
	for _, s := range secrets {
		if len(s) < 4 { // would blank out syllables
			continue
		}
		for _, field := range []*string{&e.Code, &e.Message, &e.Hint} {
			*field = strings.ReplaceAll(*field, s, "[hidden]")
		}
	}
}
