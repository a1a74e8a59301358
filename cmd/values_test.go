package cmd

import (
	"runtime/debug"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestUserAddresses(t *testing.T) {
	tests := map[string][]string{
		"me@example.com":       {"me+1@example.com", "me+2@example.com"},
		"me+x@example.com":     {"me+x+1@example.com", "me+x+2@example.com"},
		"first.last@mail.a.co": {"first.last+1@mail.a.co", "first.last+2@mail.a.co"},
	}
	for base, want := range tests {
		if diff := cmp.Diff(want, userAddresses(base, 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", base, diff)
		}
	}
}

func TestInWords(t *testing.T) {
	tests := map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}}
	for want, list := range tests {
		if got := inWords(list); got != want {
			t.Errorf("%v: got %q, want %q", list, got, want)
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
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := test.check(test.raw); err != nil || got != test.want {
				t.Errorf("%q: got %q, %v; want %q", test.raw, got, err, test.want)
			}
		})
	}
}

func TestShellQuote(t *testing.T) {
	tests := map[string]string{"": "''", "a": "'a'", "it's $HOME": `'it'\''s $HOME'`}
	for text, want := range tests {
		if got := shellQuote(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	tests := map[time.Duration]string{
		90 * time.Second: "1m30s", 10 * time.Minute: "10m", time.Hour: "1h", 1500 * time.Millisecond: "1.5s", 20 * time.Second: "20s",
	}
	for d, want := range tests {
		if got := short(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

func TestVersionLine(t *testing.T) {
	build := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: version},
			Settings: append(settings, debug.BuildSetting{Key: "GOOS", Value: "linux"}, debug.BuildSetting{Key: "GOARCH", Value: "arm64"})}
	}
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef"}
	tests := []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "authcheck devel"},
		{build(""), "authcheck devel · go1.26.8 linux/arm64"},
		{build("v1.2.3"), "authcheck 1.2.3 · go1.26.8 linux/arm64"},
		{build("(devel)", commit), "authcheck devel · commit 0123456789ab · go1.26.8 linux/arm64"},
		{build("v0.0.0-20261122075823-0123456789ab+dirty", commit), "authcheck devel · commit 0123456789ab · go1.26.8 linux/arm64"},
	}
	for _, test := range tests {
		if got := versionLine(test.info); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"email", "emial", 2}, {"verify", "verfy", 1}, {"same", "same", 0}, {"login", "signup", 5}}
	for _, test := range tests {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("%s, %s: got %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a); got != test.want {
			t.Errorf("%s, %s: got %d, want %d", test.b, test.a, got, test.want)
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
		for _, s := range table {
			value, err := s.check(raw)
			if err != nil {
				continue
			}
			again, err := s.check(value)
			if err != nil || again != value {
				t.Errorf("%s: %q became %q, then %q, %v", s.name, raw, value, again, err)
			}
		}
	})
}
