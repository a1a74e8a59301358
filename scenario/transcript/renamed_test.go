package transcript_test

import (
	"encoding/base64"
	"net/url"
	"testing"

	"authcheck/scenario/transcript"
)

// TestAsOwner: user 1's names come into the place of user 2's, and everything else stays.
func TestAsOwner(t *testing.T) {
	facts := transcript.Facts{Users: []transcript.User{{Subject: "subject-1", Email: "one@example.com"}, {Subject: "subject-2", Email: "two@example.com"}}}
	session := func(id, email string) string {
		return `{"user":{"id":"` + id + `","email":"` + email + `"},"sid":"s3cret"}`
	}
	two, one := session("subject-2", "two@example.com"), session("subject-1", "one@example.com")
	for value, want := range map[string]string{
		"subject-2":          "subject-1",
		"v1:subject-2:c2ln":  "v1:subject-1:c2ln",
		two:                  one,
		url.QueryEscape(two): url.QueryEscape(one),
		base64.StdEncoding.EncodeToString([]byte(two)):                                             base64.StdEncoding.EncodeToString([]byte(one)),
		"base64-" + base64.RawURLEncoding.EncodeToString([]byte(two)):                              "base64-" + base64.RawURLEncoding.EncodeToString([]byte(one)),
		base64.RawURLEncoding.EncodeToString([]byte(two)) + ".Zx8e.c2lnbmF0dXJl":                   base64.RawURLEncoding.EncodeToString([]byte(one)) + ".Zx8e.c2lnbmF0dXJl",
		url.QueryEscape("s:" + base64.StdEncoding.EncodeToString([]byte(two)) + ".c2lnbmF0dXJl+/"): url.QueryEscape("s:" + base64.StdEncoding.EncodeToString([]byte(one)) + ".c2lnbmF0dXJl+/"),
	} {
		if got, ok := facts.AsOwner(value); got != want || !ok {
			t.Errorf("%s: %s, %v; want %s", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "en", "c2Vzc2lvbg==", "7f9c2ba4e88f827d616045507605853e", "a.b.c"} {
		if got, ok := facts.AsOwner(value); got != value || ok {
			t.Errorf("%q: %q, %v", value, got, ok)
		}
	}
}
