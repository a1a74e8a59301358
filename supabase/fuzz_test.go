package supabase

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"testing"
	"time"
)

// FuzzJWKS: what has a PEM is a public key that others read, too.
func FuzzJWKS(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kid":"a","kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"},{"kty":"oct","k":"AQ"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`))
	f.Add([]byte(`{"keys":[null,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var set struct{ Keys []JWK }
		if json.Unmarshal(body, &set) != nil {
			return
		}
		for _, key := range set.Keys {
			text, err := key.PEM()
			if err != nil {
				continue
			}
			block, _ := pem.Decode(text)
			if block == nil {
				t.Fatalf("%+v: no PEM: %q", key, text)
			}
			if _, err := x509.ParsePKIXPublicKey(block.Bytes); err != nil {
				t.Errorf("%+v: %v", key, err)
			}
		}
	})
}

// FuzzAnswers: whatever a server answers is a session that can be used and written
// down, or an error; and what it asks to wait is from nothing to a day.
func FuzzAnswers(f *testing.F) {
	f.Add(200, "", []byte(`{"access_token":"x","expires_in":3600,"user":{"id":"u","created_at":"2026-11-22T04:28:33Z"}}`))
	f.Add(200, "", []byte(`{"access_token":"x","expires_at":9223372036854775807,"user":{"id":"u"}}`))
	f.Add(429, "60", []byte(`{"code":429,"error_code":"over_email_send_rate_limit","msg":"only request this after 49 seconds."}`))
	f.Add(502, "Tue, 24 Nov 2026 12:00:09 GMT", []byte("<html><title>x"))
	f.Add(303, "", []byte("null"))
	f.Fuzz(func(t *testing.T, status int, after string, body []byte) {
		resp := &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {after}}}
		var s Session
		if e := judge(resp, body, &s, s.lacks, nil); e != nil {
			if e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour || e.Error() == "" {
				t.Errorf("%+v", e)
			}
			return
		}
		if _, err := json.Marshal(s); err != nil || s.AccessToken == "" || s.User.ID == "" {
			t.Errorf("%+v: %v", s, err)
		}
	})
}
