package tokens

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"authcheck/cmd/settings"
)

// provider answers with what it was given: its description, and the same to everything else.
type provider struct {
	t             *testing.T
	about, answer []byte
	status        int
}

// planted begins the secrets of the client and of the user, which a provider may quote.
const planted = "planted-"

func (p provider) RoundTrip(r *http.Request) (*http.Response, error) {
	var form []byte
	if r.Body != nil {
		form, _ = io.ReadAll(r.Body)
	}
	_, secret, _ := r.BasicAuth()
	if r.URL.Scheme != "https" && (secret != "" || bytes.Contains(form, []byte(planted)) || r.Header.Get("Authorization") != "") {
		p.t.Errorf("a secret goes to %s", r.URL)
	}
	resp := &http.Response{StatusCode: p.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r}
	text := p.answer
	if strings.Contains(r.URL.Path, "/.well-known/o") {
		text, resp.StatusCode = p.about, http.StatusOK
	}
	resp.Status, resp.Body = http.StatusText(resp.StatusCode), io.NopCloser(bytes.NewReader(text))
	return resp, nil
}

// FuzzProvider: whatever an OAuth2 provider says of itself, and answers, it gets no secret where
// there is no TLS, none is quoted, and what it gives for a token can stand in a header.
func FuzzProvider(f *testing.F) {
	const about = `{"issuer":"https://issuer.test","token_endpoint":"https://issuer.test/token","introspection_endpoint":"https://issuer.test/in","userinfo_endpoint":"http://issuer.test/me","jwks_uri":"https://issuer.test/keys"}`
	f.Add([]byte(about), []byte(`{"access_token":"opaque","token_type":"Bearer","expires_in":60,"sub":"ann","active":true,"keys":[{"kid":"1","kty":"EC"}]}`), 200)
	f.Add([]byte(about), []byte(`{"error":"invalid_client","error_description":"planted-secret planted-password is wrong\u001b[2J"}`), 401)
	f.Add([]byte(about), []byte(`{"error":"unauthorized_client","error_description":"No direct access grants"}`), 400)
	f.Add([]byte(about), []byte(`{"access_token":"a\r\nb","expires_in":"1e99"}`), 200)
	f.Add([]byte(`{"token_endpoint":"http://issuer.test/token"}`), []byte("<html>"), 503)
	f.Add([]byte(`{"token_endpoint":"https://issuer.test/%zz?a=planted-secret"}`), []byte(`[[[`), 302)
	values, err := waysOf(f, nil, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, about, answer []byte, status int) {
		client := &http.Client{Transport: provider{t, about, answer, 200 + max(status, -status)%400}}
		server := &oauthServer{way: settings.OAuthIssuer, address: "https://issuer.test", client: client, values: values}
		g := &grant{user: "User 1", server: server, client: "AUTHCHECK_OAUTH_CLIENTS", id: "app", secret: planted + "secret", name: "ann", password: planted + "password"}
		token, err := g.get(t.Context())
		known := bytes.Contains(about, []byte(planted)) // before it was sent
		switch {
		case err != nil && !known && (strings.Contains(err.Error(), planted+"secret") || strings.Contains(err.Error(), planted+"password")):
			t.Errorf("a secret is in %q", err)
		case err == nil && (token == "" || strings.ContainsFunc(token, unicode.IsSpace) || strings.ContainsFunc(token, unicode.IsControl)):
			t.Errorf("the token is %q", token)
		case err == nil:
			g.who(t.Context(), token)
			SubjectOf(token)
		}
		_, _ = PublishedKeys(client, "https://issuer.test")(t.Context())
	})
}
