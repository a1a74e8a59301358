package cmd

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase"
)

func TestPublishedKeys(t *testing.T) {
	const keys = `{"keys":[{"kid":"a","kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}`
	want := []supabase.JWK{{KeyID: "a", Type: "RSA", Algorithm: "RS256", N: "AQAB", E: "AQAB"}}
	var issuer string
	issuer = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/tenant/.well-known/openid-configuration":
			fmt.Fprintf(w, `{"jwks_uri":"%s/keys"}`, issuer)
		case "/odd/.well-known/openid-configuration":
			fmt.Fprint(w, `{"jwks_uri":"file:///etc/passwd"}`)
		case "/keys":
			fmt.Fprint(w, keys)
		default:
			http.NotFound(w, r)
		}
	})
	tests := []struct {
		issuer string
		want   []supabase.JWK
		err    string
	}{
		{issuer + "/tenant/", want, ""},
		{issuer + "/tenant", want, ""},
		{issuer + "/odd", nil, `the URL's scheme is "file": it must be http or https`},
		{issuer, nil, issuer + "/.well-known/openid-configuration answered 404 Not Found"},
	}
	for _, test := range tests {
		got, err := publishedKeys(http.DefaultClient, test.issuer)(t.Context())
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.issuer, diff)
		}
		if said := fmt.Sprint(err); said != test.err && (err != nil || test.err != "") {
			t.Errorf("%s: %v, want %s", test.issuer, err, test.err)
		}
	}
	for _, issuer := range []string{"", "supabase-demo"} {
		if publishedKeys(http.DefaultClient, issuer) != nil {
			t.Errorf("%q: no address, and still something to ask", issuer)
		}
	}
}
