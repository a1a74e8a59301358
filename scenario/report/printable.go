package report

import (
	"strings"
	"unicode"
)

// printable replaces what moves cursors, colours terminals, reorders lines or breaks XML: some texts
// are what a server said.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t' || c == '\u200d':
			return c
		case unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == '\ufffe', c == '\uffff':
			return unicode.ReplacementChar
		}
		return c
	}, text)
}
