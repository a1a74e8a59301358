package supabase

import (
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// token is a JWT of claims; nobody looks at its signature.
func token(claims jwt.MapClaims) string {
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("test"))
	if err != nil {
		panic(err)
	}
	return text
}

func TestKindOf(t *testing.T) {
	anon := token(jwt.MapClaims{"iss": "supabase", "ref": "abcdefghijklmnopqrst", "role": "anon"})
	for name, test := range map[string]struct {
		key     string
		kind    KeyKind
		secret  bool
		project string
	}{
		"legacy anon":         {anon, KeyAnon, false, "abcdefghijklmnopqrst"},
		"with a line break":   {" " + anon + "\n", KeyAnon, false, "abcdefghijklmnopqrst"},
		"self-hosted anon":    {token(jwt.MapClaims{"role": "anon"}), KeyAnon, false, ""},
		"legacy service":      {token(jwt.MapClaims{"role": "service_role", "ref": "x"}), KeyService, true, "x"},
		"service and subject": {token(jwt.MapClaims{"role": "service_role", "sub": "x"}), KeyService, true, ""},
		"publishable":         {"sb_publishable_abc", KeyPublishable, false, ""},
		"secret":              {"sb_secret_abc", KeySecret, true, ""},
		"management":          {"sbp_0123456789abcdef", KeyManagement, true, ""},
		"user":                {token(jwt.MapClaims{"role": "authenticated", "sub": "x"}), KeyUserToken, false, ""},
		"anonymous user":      {token(jwt.MapClaims{"role": "anon", "sub": "x"}), KeyUserToken, false, ""},
		"role of user alone":  {token(jwt.MapClaims{"role": "authenticated"}), KeyUserToken, false, ""},
		"another JWT":         {token(jwt.MapClaims{"role": "editor"}), KeyUnknown, false, ""},
		"role of no text":     {token(jwt.MapClaims{"role": 1}), KeyUnknown, false, ""},
		"two dots":            {"a.b.c", KeyUnknown, false, ""},
		"empty":               {"", KeyUnknown, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			kind := KindOf(test.key)
			if kind != test.kind || kind.Secret() != test.secret || KeyProject(test.key) != test.project {
				t.Errorf("got %q, secret %t, project %q; want %q, %t, %q",
					kind, kind.Secret(), KeyProject(test.key), test.kind, test.secret, test.project)
			}
		})
	}
}

func FuzzKindOf(f *testing.F) {
	f.Add("sb_secret_x")
	f.Add("a.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c") // {"role":"service_role"}
	f.Add("a.eyJzdWIiOiJ4In0=.c")
	f.Add("..")
	f.Fuzz(func(t *testing.T, key string) {
		kind := KindOf(key)
		if KindOf(" "+key+"\n") != kind {
			t.Errorf("white space changes the kind of %q", key)
		}
		if strings.HasPrefix(strings.TrimSpace(key), "sb_secret_") && !kind.Secret() {
			t.Errorf("secret key taken for %q", kind)
		}
		if KeyProject(key) != "" && strings.Count(key, ".") != 2 {
			t.Errorf("project of %q, which is no JWT", key)
		}
	})
}
