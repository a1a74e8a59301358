package catalog

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// foreign are the words of other servers' explanations.
var foreign = map[string][]string{
	Aegra:      {"langgraph.json", `setdefault("metadata"`, `value["kwargs"]`, "authorization:"},
	javaScript: {".py", "async def", "raise ", "ctx.", "auth.on.", "jwt.decode", "None", "True", "(authorization or"},
}

// TestServers: what a row says is about operations that there are and words that are said,
// and no word is left that is another server's.
func TestServers(t *testing.T) {
	for _, s := range servers {
		for id := range s.Never {
			if Named(id).Method == "" {
				t.Errorf("%s: there is no operation %s", s.ID, id)
			}
		}
		for i := 0; i < len(s.Words); i += 2 {
			if !slices.ContainsFunc(explanations, func(e Explanation) bool { return strings.Contains(e.Why+e.Fix, s.Words[i]) }) {
				t.Errorf("%s: no explanation says %q", s.ID, s.Words[i])
			}
		}
		for _, e := range explanations {
			said := s.Say(e.Fix)
			for _, foreign := range foreign[s.ID] {
				if strings.Contains(said, foreign) {
					t.Errorf("%s: %s says %q:\n%s", s.ID, e.Code, foreign, said)
				}
			}
		}
	}
	for _, o := range Operations(true, true) {
		for _, id := range o.Servers {
			if ServerNamed(id).ID != id || !slices.ContainsFunc(servers, func(s Server) bool { return s.ID == id }) {
				t.Errorf("%s: there is no server %s", o.ID, id)
			}
		}
	}
}

// TestFixesFit80Columns with what stands before the lines of code wherever they are printed.
func TestFixesFit80Columns(t *testing.T) {
	const indent = 13 // of authcheck explain, the widest
	for _, id := range []string{"", Aegra, javaScript} {
		for _, e := range Explanations() {
			_, code, _ := strings.Cut(ServerNamed(id).Say(e.Fix), "\n")
			for line := range strings.SplitSeq(code, "\n") {
				if n := utf8.RuneCountInString(line); n > 80-indent {
					t.Errorf("%s %s: %d columns: %s", id, e.Code, n+indent, line)
				}
			}
		}
	}
}
