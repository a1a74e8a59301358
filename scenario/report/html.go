package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

//go:embed html
var pages embed.FS

// layout escapes whatever comes from a server; see [html/template]. It takes as long to
// parse as the rest of the program to start: most runs write no page.
var layout = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.gohtml").Funcs(inLayout).ParseFS(pages, "html/*.gohtml"))
})

var inLayout = template.FuncMap{
	"glyph":      func(v result.Verdict) string { return glyphs[v] },
	"word":       func(v result.Verdict) string { return meanings[v] },
	"plural":     phrase.Count,
	"grouped":    grouped,
	"outcome":    func(k *result.Soak) string { return soakOutcome(*k) },
	"figures":    func(k *result.Soak) string { return strings.Join(soakFigures(*k), " · ") },
	"mixup":      func(m *result.MixUp) []told { return soakRequests(*m) },
	"marked":     marked,
	"prose":      prose,
	"accepted":   acceptance,
	"first":      func(text string) string { head, _, _ := strings.Cut(text, "\n"); return head },
	"rest":       func(text string) string { _, tail, _ := strings.Cut(text, "\n"); return tail },
	"status":     http.StatusText,
	"begun":      begun,
	"brief":      func(text string) string { head, _, _ := strings.Cut(text, " for url '"); return head },
	"ended":      func(text string) string { head, _, _ := strings.Cut(text, "\n"); return sentence(head) },
	"anchor":     func(id string) template.URL { return template.URL((&url.URL{Fragment: id}).String()) },
	"tagURL":     tagURL,
	"introduced": introduced,
	"crossed":    crossed,
}

// glyphs mark the verdicts, so that nothing is told by colour alone.
var glyphs = map[result.Verdict]string{
	result.Pass: "✓", result.Warn: "!", result.Fail: "✕", result.Note: "i", result.Skip: "–", result.Error: "?",
	result.Accepted: "A",
}

// meanings are the verdicts in words.
var meanings = map[result.Verdict]string{
	result.Pass: "passed", result.Warn: "warning", result.Fail: "failed", result.Note: "note", result.Skip: "not testable", result.Error: "undecided",
	result.Accepted: "accepted",
}

// onPage is a page that a browser shows at once; [html/template] escapes what is in it.
var onPage = destination{text: inLines, code: inLines, bytes: 1 << 20, items: 500, results: 1000, findings: 100}

// writeHTML writes one page that needs nothing else: no network, and no script except
// for filtering. Its own content security policy forbids everything that is not in it.
func writeHTML(w io.Writer, r *result.Report) error {
	var whole bytes.Buffer
	if err := layout().Execute(&whole, newPage(onPage.shown(r))); err != nil {
		return err
	}
	_, err := w.Write(whole.Bytes())
	return err
}

var (
	style  = asset("html/style.css")
	script = asset("html/filter.js")

	// policy allows that one style and that one script.
	policy = "default-src 'none'; img-src data:; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'"

	styleElement  = template.HTML("<style>" + style + "</style>")
	scriptElement = template.HTML("<script>" + script + "</script>")
)

func asset(name string) string {
	text, err := pages.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// span is a piece of text; some stand out: a canary, or code.
type span struct {
	Text string
	Out  bool
}

// marked parts a text at the canaries in it.
func marked(text string) []span {
	var spans []span
	for i, part := range strings.Split(text, "<canary>") {
		if i > 0 {
			spans = append(spans, span{"canary", true})
		}
		if part != "" {
			spans = append(spans, span{part, false})
		}
	}
	return spans
}

// prose parts a text at the code in it, which stands between backticks.
func prose(text string) []span {
	var spans []span
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			spans = append(spans, span{part, i%2 == 1})
		}
	}
	return spans
}

// owasp are the pages of the OWASP API Security Top 10 of 2023.
var owasp = map[string]string{
	"1": "0xa1-broken-object-level-authorization", "2": "0xa2-broken-authentication", "3": "0xa3-broken-object-property-level-authorization",
	"5": "0xa5-broken-function-level-authorization", "8": "0xa8-security-misconfiguration", "9": "0xa9-improper-inventory-management",
}

// tagURL is where a tag is explained; "" for none.
func tagURL(tag string) string {
	if number, ok := strings.CutPrefix(tag, "CWE-"); ok {
		return "https://cwe.mitre.org/data/definitions/" + number + ".html"
	}
	number := strings.TrimSuffix(strings.TrimPrefix(tag, "OWASP API"), ":2023")
	if page, ok := owasp[number]; ok {
		return "https://owasp.org/API-Security/editions/2023/en/" + page + "/"
	}
	return ""
}
