package settings

import (
	stdcmp "cmp"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUserAddresses(t *testing.T) {
	tests := map[string][]string{
		"me@example.com":       {"me+1@example.com", "me+2@example.com"},
		"me+x@example.com":     {"me+x+1@example.com", "me+x+2@example.com"},
		"first.last@mail.a.co": {"first.last+1@mail.a.co", "first.last+2@mail.a.co"},
	}
	for base, want := range tests {
		if diff := cmp.Diff(want, UserAddresses(base, 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", base, diff)
		}
	}
}

func TestCleanedValues(t *testing.T) {
	tests := []struct {
		name      string
		check     func(string) (string, error)
		raw, want string
	}{
		{"URL with slash", checkServerURL, " http://localhost:2024/ ", "http://localhost:2024"},
		{"URL with a path in front", checkServerURL, "https://x.co/agents/", "https://x.co/agents"},
		{"this machine without a scheme", checkServerURL, "localhost:4501", "http://localhost:4501"},
		{"this machine's address without a scheme", checkSupabaseURL, "127.0.0.1:54321/", "http://127.0.0.1:54321"},
		{"IPv6 of this machine", checkServerURL, "[::1]:2024", "http://[::1]:2024"},
		{"IPv6", checkServerURL, "http://[::1]:2024", "http://[::1]:2024"},
		{"self-hosted below a path", checkSupabaseURL, "https://x.co/supabase/", "https://x.co/supabase"},
		{"key with line break", checkAnonKey, "sb_publishable_1\n", "sb_publishable_1"},
		{"key of unknown kind", checkAnonKey, "local-key", "local-key"},
		{"service key", checkServiceKey, "sb_secret_1", "sb_secret_1"},
		{"address", checkEmail, " me@example.com ", "me@example.com"},
		{"password with spaces", checkPassword, " a b ", " a b "},
		{"opaque token", checkToken, "user1-token", "user1-token"},
		{"token with scheme", checkToken, "bearer  abc", "abc"},
		{"header", checkHeader, "x-key = a=b, c", "x-key=a=b, c"},
		{"duration", checkDuration, "90s", "1m30s"},
		{"word", checkWord, " agent ", "agent"},
		{"pace", checkPace, " 4 ", "4"},
		{"namespace", checkNamespace, " memories, {user} ", "memories,{user}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := test.check(test.raw); err != nil || got != test.want {
				t.Errorf("%q: got %q, %v; want %q", test.raw, got, err, test.want)
			}
		})
	}
}

// TestQuotes has a second pair of quotes refused before it gets anywhere: a secret key
// within quotes looks like none.
func TestQuotes(t *testing.T) {
	takesQuotes := map[ID]bool{TokenCommands: true, Headers: true} // a shell's; a header's own
	samples := map[ID]string{LangGraphURL: "http://localhost:2024", SupabaseURL: "https://x.supabase.co", AnonKey: "sb_secret_1", ServiceKey: "sb_secret_1",
		OAuthURL: "https://x.co/token", OAuthIssuer: "https://x.co", OAuthClients: "id:secret", OAuthUsers: "name:password", OAuthForeign: "id:secret",
		Email: "me@example.com", StoreNamespace: "memories,{user}"}
	for id := range Table {
		for _, quote := range quotes {
			value := string(quote) + stdcmp.Or(samples[ID(id)], "word") + string(quote)
			if _, err := Table[id].Check(value); err == nil && !takesQuotes[ID(id)] {
				t.Errorf("%s: %s is taken", Table[id].Name, value)
			}
		}
	}
}

// TestOwnHeaders are those by which an answer is read, or a caller told: a gateway gets others.
func TestOwnHeaders(t *testing.T) {
	for _, name := range []string{"authorization", "X-Auth-Scheme", "host", "content-length", "Accept-Encoding", "content-type"} {
		want := &Invalid{"authcheck sets the header " + name + " itself", "users are given with --token or by login"}
		if _, err := checkHeader(name + "=x"); !reflect.DeepEqual(err, error(want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzChecks has the checks of values take anything, and take what they
// returned a second time without changing it.
func FuzzChecks(f *testing.F) {
	for _, seed := range []string{"", "http://localhost:2024/", "https://x.co/?a#b", "Bearer  Bearer a", "a=b", "me@example.com", "a.b.c", "%", "://", "[::1]:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, s := range Table {
			value, err := s.Check(raw)
			if err != nil {
				continue
			}
			again, err := s.Check(value)
			if err != nil || again != value {
				t.Errorf("%s: %q became %q, then %q, %v", s.Name, raw, value, again, err)
			}
		}
	})
}

// TestOrigin writes an origin as browsers do, and takes no page for one.
func TestOrigin(t *testing.T) {
	for raw, want := range map[string]string{
		"http://localhost:3000": "http://localhost:3000", "localhost:3000/": "http://localhost:3000", "HTTPS://App.example.com": "https://app.example.com",
		"app.example.com": "", "http://localhost:3000/login": "", "http://localhost:3000?a": "", "http://localhost:3000#a": "", "null": "", "*": "", "/": "",
	} {
		if got, err := Origin(raw); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", raw, got, err, want)
		}
	}
}
