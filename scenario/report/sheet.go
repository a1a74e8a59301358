package report

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"authcheck/scenario/result"
)

// onScreen is a terminal, or a log.
var onScreen = destination{text: OnTerminal, code: inLines, bytes: 4 << 20, items: 500, findings: 100}

// Icons are the marks of the verdicts.
var Icons = map[result.Verdict]string{
	result.Pass: "✅", result.Warn: "⚠️", result.Fail: "❌",
	result.Note: "ℹ️", result.Skip: "➖", result.Error: "❗", result.Accepted: "🔕",
}

// mark is an icon for a table. Terminals give ⚠️ and ℹ️ one cell or two; without what
// asks for colours (U+FE0F) they have one everywhere, and the others two.
func mark(v result.Verdict) string { return strings.TrimSuffix(Icons[v], "\ufe0f") }

// sheet is a text of so many columns, laid out before any of it is written.
type sheet struct {
	strings.Builder
	columns int
	tokens  string   // how a shell gets those of the users
	said    []string // the tutorial's lines
	allowed bool     // by the policy, and it works: some of what other users tried
}

// newSheet has 80 columns where nobody knows better.
func newSheet(columns int) *sheet {
	if columns <= 0 {
		columns = 80
	}
	return &sheet{columns: columns}
}

// newNarrow has no more than 80 columns: what is read at leisure is no wider.
func newNarrow(columns int) *sheet { return newSheet(min(max(columns, 0), 80)) }

func (s *sheet) line(parts ...string) {
	for _, part := range parts {
		s.WriteString(part)
	}
	s.WriteByte('\n')
}

// joined writes parts on a line; it is broken between them where it is too long.
func (s *sheet) joined(parts []string) {
	line := parts[0]
	for _, part := range parts[1:] {
		if ansi.StringWidth(line+" · "+part) > s.columns {
			s.line(line)
			line = part
			continue
		}
		line += " · " + part
	}
	s.line(line)
}

// wrapped breaks a text between words, under its label.
func (s *sheet) wrapped(label, text string) { s.hanging("   "+label, text) }

// hanging breaks a text between words, behind its head.
func (s *sheet) hanging(head, text string) {
	for _, line := range wrap(head, text, s.columns) {
		s.line(line)
	}
}

// wrap breaks a text between words; what follows the first line is indented as far
// as its head, and by three columns where the head is a long one. A word stays in one
// piece: hyphens do not part an ID or a URL, as they would with [ansi.Wordwrap].
func wrap(head, text string, columns int) []string {
	indent := "   "
	if ansi.StringWidth(head) < 12 {
		indent = strings.Repeat(" ", max(3, ansi.StringWidth(head)))
	}
	var lines []string
	line, empty := head, true
	for _, word := range strings.Fields(text) {
		if ansi.StringWidth(line)+1+ansi.StringWidth(word) > columns && (!empty || ansi.StringWidth(line) > len(indent)) {
			lines = append(lines, strings.TrimRight(line, " "))
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return append(lines, strings.TrimRight(line, " "))
}

// Hang writes a text behind its head, from a column on and broken between words, so that
// it stays within so many columns; 0: any number. A head that takes up all columns before the
// text stands alone, and so does each where hardly any are left for the text.
func Hang(head string, from int, text string, columns int) string {
	const below, least = 5, 24
	if columns > 0 && from > below && columns-from < least {
		return strings.TrimRight(head, " ") + "\n" + Hang("", below, text, columns)
	}
	tight := ansi.StringWidth(head) >= from && !strings.HasSuffix(head, " ")
	if columns <= 0 {
		if tight {
			head += "  "
		}
		return pad(head, from) + text
	}
	lines := wrap("", text, max(columns-from, 20))
	for i, line := range lines {
		lines[i] = pad(head, from) + strings.TrimSpace(line)
		if i == 0 && tight {
			lines[i] = head + "\n" + pad("", from) + strings.TrimSpace(line)
		}
		head = ""
	}
	return strings.Join(lines, "\n")
}

// Mark is the icon of a verdict for the beginning of a line, of three columns everywhere.
func Mark(v result.Verdict) string { return pad(mark(v), 3) }

// pad fills up to a number of columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-ansi.StringWidth(text)))
}

func center(text string, columns int) string {
	left := max(0, (columns-ansi.StringWidth(text))/2)
	return pad(strings.Repeat(" ", left)+text, columns)
}
