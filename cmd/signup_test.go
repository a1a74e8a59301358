package cmd

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase"
)

// TestNextStep names the inbox, and says of hosted projects why no mail may come.
func TestNextStep(t *testing.T) {
	const hint = "No mail? Without SMTP of its own, a project sends about two an hour, and to members\n" +
		"of its team only. With the service key, authcheck signup --confirm needs no mail.\n"
	tests := []struct {
		url     string
		waiting int
		want    string
	}{
		{"https://abc.supabase.co", 0, "Next: authcheck verify\n"},
		{"https://abc.supabase.co", 1, "Next: open the link in the mail to me@example.com, then authcheck verify\n" + hint},
		{"https://abc.supabase.co", 2, "Next: open the 2 links in the mails to me@example.com, then authcheck verify\n" + hint},
		{"http://127.0.0.1:54321", 2, "Next: open the 2 links in the mails to me@example.com, then authcheck verify\n"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		p := &project{client: &supabase.Client{URL: test.url}, inbox: "me@example.com"}
		p.writeNextStep(Process{Out: &out}, test.waiting)
		if diff := cmp.Diff(test.want, out.String()); diff != "" {
			t.Errorf("%s, %d (-want +got):\n%s", test.url, test.waiting, diff)
		}
	}
}

// TestNewPassword has every kind of character that a project may ask for, never
// twice the same, and needs no quotation marks anywhere.
func TestNewPassword(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		p := newPassword()
		for _, kind := range []string{`^[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){3}$`, `[a-z]`, `[A-Z]`, `[0-9]`, `-`} {
			if !regexp.MustCompile(kind).MatchString(p) {
				t.Errorf("%s has no %s", p, kind)
			}
		}
		if seen[p] || quoteEnv(p) != p {
			t.Errorf("%s: twice, or quoted", p)
		}
		seen[p] = true
	}
}

// TestSpinnerWidth keeps the line on one: what wraps could not be taken back.
func TestSpinnerWidth(t *testing.T) {
	many := inWords(userAddresses("a.rather.long.address@mail.example.com", 5))
	for _, columns := range []int{0, 40, 80, 200} {
		var out bytes.Buffer
		s := &spinner{out: Process{Out: &out, Columns: columns}, until: time.Now().Add(10 * time.Minute), waiting: many}
		s.draw()
		line := []rune(out.String()[len("\r\x1b[K"):])
		if want := max(columns, 40) - 1; len(line) != min(want, len([]rune(many))+len([]rune("⠋ unconfirmed:  · 10m left"))) {
			t.Errorf("%d columns: a line of %d: %s", columns, len(line), string(line))
		}
	}
}

// TestFormNote shows which users an address makes.
func TestFormNote(t *testing.T) {
	tests := []struct {
		typed string
		users int
		want  string
	}{
		{"", 2, "your address; me@x makes the test users me+1@x, me+2@x"},
		{"me@", 2, "your address; me@x makes the test users me+1@x, me+2@x"},
		{"me@x.co", 2, "makes me+1@x.co and me+2@x.co"},
		{"me@x.co", 5, "makes me+1@x.co … me+5@x.co"},
	}
	for _, test := range tests {
		if got := (&signupForm{users: test.users}).note(test.typed); got != test.want {
			t.Errorf("%q: got %q, want %q", test.typed, got, test.want)
		}
	}
}
