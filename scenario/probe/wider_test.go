package probe

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

// TestListsIn: what may widen a list, or says whose things are meant, is asked for in the type
// that the document gives it; LangGraph's own parameters are not.
func TestListsIn(t *testing.T) {
	const own = `"metadata":{"type":"object"},"limit":{"type":"integer"},"status":{"enum":["idle","busy"]},"sort_by":{"type":"string"},"ids":{"type":"array","items":{"type":"string","format":"uuid"}},
		"assistant_id":{"type":"string","format":"uuid"},"query":{"type":"string"},"enabled":{"type":"boolean"}`
	in := func(more string) string {
		return `{"paths":{"/t":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{` + own + more + `}}}}}}}}}`
	}
	type object = map[string]any
	for name, c := range map[string]struct {
		document string
		want     catalog.Wider
	}{
		"LangGraph's own": {in(""), catalog.Wider{Body: object{}}},
		"boolean":         {in(`,"all_users":{"anyOf":[{"type":"boolean"},{"type":"null"}]},"only_mine":{"type":"boolean"}`), catalog.Wider{Body: object{"all_users": true, "only_mine": false}}},
		"choice":          {in(`,"scope":{"enum":["mine","team"]},"scopes":{"type":"array","items":{"enum":["own","all"]}}`), catalog.Wider{Body: object{"scope": "team", "scopes": []any{"all"}}}},
		"number":          {in(`,"all":{"type":"integer"}`), catalog.Wider{Body: object{"all": 1}}},
		"somebody":        {in(`,"owner":{"type":"string"},"user_id":{"type":"string","format":"uuid"},"email":{"type":"string"},"users":{"type":"array","items":{"type":"string"}}`), catalog.Wider{Body: object{"owner": "{owner}", "user_id": "{subject}", "email": "{email}", "users": []any{"{subject}"}}}},
		"query":           {`{"paths":{"/t":{"post":{"parameters":[{"name":"all","in":"query","schema":{"type":"boolean"}},{"name":"page","in":"query"},{"name":"all","in":"header"}]}}}}`, catalog.Wider{Query: map[string]string{"all": "true"}}},
	} {
		if c.want.Query == nil {
			c.want.Query = map[string]string{}
		}
		if c.want.Body == nil {
			c.want.Body = object{}
		}
		if diff := cmp.Diff(c.want, listsIn(c.document)["POST /t"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
