package report

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"authcheck/scenario/result"
)

// What a server said can be anything. There is one function for each place that acts on
// texts; [harmless] puts every text of a report through the one of its sink. Whoever prints
// something else than a report takes the exported ones.

// printable replaces what moves cursors, colours terminals, hides or reorders letters, or
// breaks XML. Ends of lines and tabs stay.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if acts(c) && c != '\n' && c != '\t' {
			return unicode.ReplacementChar
		}
		return c
	}, text)
}

// acts tells characters that are not there to be seen.
func acts(c rune) bool {
	if c < 0x80 {
		return c < ' ' || c == 0x7f
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || c == '\ufffe' || c == '\uffff'
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ")

// onOneLine is for what has one line: a row of a table, an attribute.
func onOneLine(text string) string { return printable(lineEnds.Replace(text)) }

// What build servers take for a command: GitHub where a line begins with ::, behind any
// space; it and Azure Pipelines wherever ##[ or ##vso[ stands, TeamCity ##teamcity[.
var (
	atWordStart = regexp.MustCompile(`(?:^|[\s\p{Z}])::+`)
	anywhere    = regexp.MustCompile(`##(\w*\[)`)
)

// uncommanded takes such commands apart. Lines are broken between words, so that any word
// may come to begin one.
func uncommanded(text string) string {
	if !strings.Contains(text, "::") && !strings.Contains(text, "##") {
		return text
	}
	text = atWordStart.ReplaceAllStringFunc(text, func(colons string) string {
		return strings.Join(strings.Split(colons, ""), " ")
	})
	return anywhere.ReplaceAllString(text, "# #$1")
}

// OnTerminal is for a line of a terminal, or of the log of a build.
func OnTerminal(text string) string { return uncommanded(onOneLine(text)) }

// inLines is for what may have several lines there: code, a page, a document.
func inLines(text string) string { return uncommanded(printable(text)) }

var markdownSpecial = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_",
	"[", "\\[", "]", "\\]", "|", "\\|", "#", "\\#", "~", "\\~", "@", "&#64;", "$", "&#36;", "://", ":&#47;/", "www.", "www&#46;")

// inMarkdown leaves nothing that Markdown acts on: no markup, link, mention or formula.
func inMarkdown(text string) string { return markdownSpecial.Replace(OnTerminal(text)) }

// inMessage is for SARIF, whose plain messages may have links in them: [text](target).
func inMessage(text string) string { return strings.ReplaceAll(inLines(text), "](", "] (") }

// inCommand and inProperty are for a workflow command of GitHub: its text, and its title.
func inCommand(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(printable(text))
}

func inProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(inCommand(text))
}

// The shell lines that authcheck writes: curl, with words that run nothing and a few
// options, its answer perhaps cut out with sed and kept in a variable.
var (
	shellLine = sync.OnceValue(func() *regexp.Regexp { // of some milliseconds
		const (
			quoted   = `'[^'\n]*'|\\'|"(?:[^"\\$` + "`" + `\n]|\\["\\$` + "`" + `]|\$[A-Z][A-Z0-9_]*)*"`
			word     = `(?:-[isXHd]|(?:` + quoted + `|[\w%+=:,./])(?:` + quoted + `|[\w@%+=:,./-])*)`
			pipeline = `curl(?: ` + word + `)+(?: \| sed ` + word + `)?`
		)
		return regexp.MustCompile(`^(?:[A-Z][A-Z0-9_]*=\$\(` + pipeline + `\)|` + pipeline + `)$`)
	})
	shellFile = regexp.MustCompile(`-[dH] ["']*@`) // curl would send one
)

const notShown = "# left out: a server's text is in it that a shell might run"

// InShell is for lines that are to be pasted into a shell. What could run anything else
// than curl is left out.
func InShell(text string) string {
	if text == "" {
		return ""
	}
	for line := range strings.SplitSeq(text, "\n") {
		if !shellLine().MatchString(line) || shellFile.MatchString(line) || line != inLines(line) {
			return notShown
		}
	}
	return text
}

// knownVerdict takes a verdict that is none for undecided.
func knownVerdict(v result.Verdict) result.Verdict {
	if _, ok := Icons[v]; ok || v == "" {
		return v
	}
	return result.Error
}
