package report

import (
	"strings"
	"testing"
	"unicode"

	"authcheck/scenario/phrase"
)

// FuzzHarmless: whatever a server said, nothing of it acts where it is shown. Nothing that is
// shown moves a cursor or reorders letters, what has one line stays on it, and what is harmless
// is not changed again.
func FuzzHarmless(f *testing.F) {
	for _, seed := range []string{"plain", "\x1b[2J\x9b2J\u009b2J", "a\r\nb\u0085c\u2028d", "\u202eevil\u2066\u200b\ufeff", "::error::x ##[group] ##vso[task]", "x \u2003::warning",
		"<b>[a](http://x)|`$x$`@me", "curl -i 'http://x/'\n$(touch x)", "%0A::add-mask::", "\xff\xfe\xc0\x80", "a'b''c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, place := range []struct {
			name string
			show func(string) string
			may  string // stand there
		}{
			{"a terminal", OnTerminal, ""}, {"Markdown", inMarkdown, ""}, {"a command", inCommand, "\t"}, {"a property", inProperty, "\t"},
			{"lines", inLines, "\n\t"}, {"a message", inMessage, "\n\t"}, {"a shell", InShell, "\n\t"},
		} {
			shown := place.show(text)
			if strings.ContainsFunc(shown, func(c rune) bool { return acting(c) && !strings.ContainsRune(place.may, c) }) {
				t.Errorf("in %s %q is %q", place.name, text, shown)
			}
		}
		if once := OnTerminal(text); OnTerminal(once) != once || atWordStart.MatchString(once) || anywhere.MatchString(once) {
			t.Errorf("%q is %q, then %q", text, once, OnTerminal(once))
		}
		if said, ok := unquoted(phrase.ShellWord(text)); !ok || said != text {
			t.Errorf("a shell reads %q out of %q, %t", said, phrase.ShellWord(text), ok)
		}
	})
}

// acting tells what terminals and readers act on: controls (C0, DEL, C1), formats such as
// bidirectional ones, and ends of lines.
func acting(c rune) bool {
	return unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp)
}

// unquoted is what a POSIX shell reads in a word; ok is false where it is not one word, or
// something in it is more than text.
func unquoted(word string) (text string, ok bool) {
	var b strings.Builder
	for word != "" {
		switch {
		case strings.HasPrefix(word, `\'`):
			b.WriteByte('\'')
			word = word[2:]
		case word[0] == '\'':
			inside, rest, closed := strings.Cut(word[1:], "'")
			if !closed {
				return "", false
			}
			b.WriteString(inside)
			word = rest
		default:
			return "", false
		}
	}
	return b.String(), true
}
