package transcript

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSecretsIn: what stands under the name of a secret or is a JSON web token is found in JSON,
// in environments and in logs; what is for everybody, or a word of another kind, is not.
func TestSecretsIn(t *testing.T) {
	encoded := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	jwt := func(claims string) string {
		return encoded(`{"alg":"HS256"}`) + "." + encoded(claims) + "." + encoded("signature")
	}
	user := jwt(`{"sub":"u1","role":"authenticated"}`)
	for text, want := range map[string]string{
		`{"access_token":"` + user + `","token_type":"bearer"}`:                     "access_token",
		`{"env":{"INTERNAL_SERVICE_TOKEN":"svc_0123456789abcdef"}}`:                 "INTERNAL_SERVICE_TOKEN",
		"PATH=/usr/bin:/bin\nDB_PASSWORD=hunter2-hunter2\n":                         "DB_PASSWORD",
		`"{\"apiKey\":\"k-0123456789abcdef\"}"`:                                     "apiKey",
		"12:00 GET /threads Authorization: Bearer opaque-0123456789":                "Authorization",
		"seen " + user + " today":                                                   looseToken,
		"seen «secret-2:a-token» today":                                             "a-token",
		"postgres://app:hunter2@db/app":                                             urlPassword,
		`{"token":"«token:user-1»"}`:                                                "",
		`{"service_role_key":"«service-key»"}`:                                      "service_role_key",
		`{"SUPABASE_ANON_KEY":"` + jwt(`{"role":"anon"}`) + `"}`:                    "",
		`{"key":"` + jwt(`{"role":"anon"}`) + `","apikey":"«anon-key»"}`:            "",
		`{"csrf_token":"0123456789abcdef0123","next_page_token":"0123456789abcd"}`:  "",
		`{"publishableKey":"pk_live_0123456789","apiKey":"AIza0123456789abcdef"}`:   "",
		`{"tokens":123456789012,"token_type":"bearer","token_url":"https://a.b/c"}`: "",
		`{"password":"********","api_key":"sk-…","secret":"disabled","token":null}`: "",
		`{"max_tokens":4096,"password":"required field","secret":true}`:             "",
		`{"thread_id":"0123456789abcdef","key":"0123456789abcdef"}`:                 "",
	} {
		var names []string
		for _, f := range (&Response{Body: text}).SecretsIn() {
			names = append(names, f.Name)
		}
		if diff := cmp.Diff(want, strings.Join(names, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
