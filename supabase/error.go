package supabase

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"authcheck/langgraph/wire"
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
	CodeUserNotFound        = "user_not_found"
	CodeUserBanned          = "user_banned"
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
	// RetryAfter is how long to wait before the next try; 0 when the answer
	// does not say.
	RetryAfter time.Duration
	// Foreign says that the server answered, but not as Supabase Auth or its gateway
	// does: with a web page, a redirect, JSON of another shape. Else it is a refusal.
	Foreign bool
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
func parseError(status int, header http.Header, body []byte, sent secrets) *Error {
	e := &Error{Status: status, Code: sent.code(header.Get("X-Sb-Error-Code"))}
	if status >= 300 && status < 400 {
		e.Foreign, e.Code, e.Message = true, CodeRedirect, "redirected to "+target(header, sent)+", which is not followed"
		return e
	}
	var fields map[string]any
	if wire.Unmarshal(body, &fields) == nil && fields != nil {
		e.read(fields, sent)
	}
	e.Foreign = e.Code == "" && e.Message == ""
	if e.Message == "" {
		e.Message = describe(header, body, false, sent)
	}
	e.RetryAfter = retryAfter(header, e.Message, time.Now())
	return e
}

// unexpected is the error of a good answer that is not Supabase Auth's; nil for nil.
func unexpected(why error) *Error {
	if why == nil {
		return nil
	}
	return &Error{Code: CodeUnexpected, Message: why.Error(), Foreign: true}
}

// read takes over what a JSON error body says.
func (e *Error) read(fields map[string]any, sent secrets) {
	text := func(names ...string) string {
		for _, name := range names {
			if s, ok := fields[name].(string); ok && s != "" {
				return s
			}
		}
		return ""
	}
	if e.Code == "" {
		// "code" is the status as a number in one shape, the code in another.
		e.Code = sent.code(text("error_code", "code", "error"))
	}
	e.Message = sent.clean(text("msg", "message", "error_description", "error"), maxMessage)
	e.Hint = sent.clean(text("hint"), maxMessage)
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

// describe puts a body that is not the expected JSON into one short line. Of an accepted
// answer no text is quoted: it may hold a session, whose tokens nobody could tell from it.
func describe(header http.Header, body []byte, accepted bool, sent secrets) string {
	text := strings.TrimSpace(string(body))
	kind, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	switch {
	case text == "":
		return "empty body"
	case strings.HasPrefix(text, "<"):
		if m := titleTag.FindStringSubmatch(text); m != nil {
			return sent.clean("a web page: "+m[1], maxMessage)
		}
		return "a web page"
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return "JSON of another shape"
	case accepted:
		return fmt.Sprintf("%d bytes of %s, which are no JSON", len(body), cmp.Or(sent.clean(kind, maxCode), "text"))
	case kind == "" || kind == "text/plain":
		return sent.clean(text, maxMessage)
	}
	return sent.clean(kind+": "+text, maxMessage)
}

// target is where a redirect points, without query and credentials.
func target(header http.Header, sent secrets) string {
	u, err := url.Parse(sent.hide(header.Get("Location")))
	if err != nil || u.String() == "" {
		return "nowhere"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return clean(u.String(), maxMessage)
}

// retryAfter reads the header, and else the text "… only request this after N seconds".
func retryAfter(header http.Header, message string, now time.Time) time.Duration {
	if m := afterText.FindStringSubmatch(message); m != nil && header.Get("Retry-After") == "" {
		header = http.Header{"Retry-After": {m[1]}}
	}
	return wire.RetryAfter(header, now)
}

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

// secrets are what was sent and must not come back in an error.
type secrets []string

// clean is [clean] of what a server said. Secrets are taken out first: no piece of one would
// be known again.
func (s secrets) clean(text string, limit int) string { return clean(s.hide(text), limit) }

// word is what a code of Supabase Auth looks like.
var word = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)

// code is an error code. A password may be a part of one, of weak_password, which would not be
// known any more.
func (s secrets) code(text string) string {
	if word.MatchString(text) && !slices.Contains(s, text) {
		return clean(text, maxCode)
	}
	return s.clean(text, maxCode)
}

// hide replaces secrets that the server quoted, as they are or as JSON has them.
func (s secrets) hide(text string) string {
	for _, secret := range s {
		if len(secret) < 4 { // would blank out syllables
			continue
		}
		sent, _ := json.Marshal(secret)
		text = strings.NewReplacer(secret, "[hidden]", string(sent[1:len(sent)-1]), "[hidden]").Replace(text)
	}
	return text
}
