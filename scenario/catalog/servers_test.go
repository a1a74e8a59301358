package catalog

import (
	"slices"
	"strings"
	"testing"
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
