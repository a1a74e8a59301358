package probe

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

// TestRoutesIn: what is required and what sounds like whose things are meant is asked for,
// in the words of FastAPI, of Starlette's docstrings, and of what refers to something else.
func TestRoutesIn(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     catalog.Route
	}{
		"path":          {`{"paths":{"/export/{thread_id}":{"get":{}}}}`, catalog.Route{Path: "/export/{thread_id}", Asked: "/export/{conversation}"}},
		"path by place": {`{"paths":{"/users/{id}/files/{file_path:path}":{"get":{}}}}`, catalog.Route{Path: "/users/{id}/files/{file_path:path}", Asked: "/users/{subject}/files/authcheck"}},
		"odd name":      {`{"paths":{"/export/{tid}":{"parameters":[{"name":"tid","in":"path","schema":{"type":"string","format":"uuid"}}],"get":{}}}}`, catalog.Route{Path: "/export/{tid}", Asked: "/export/{conversation}"}},
		"any name":      {`{"paths":{"/export/{x}/{y:uuid}/{n:int}":{"get":{}}}}`, catalog.Route{Path: "/export/{x}/{y:uuid}/{n:int}", Asked: "/export/{conversation}/{conversation}/1"}},
		"a user's name": {`{"paths":{"/users/{handle}":{"get":{}}}}`, catalog.Route{Path: "/users/{handle}", Asked: "/users/{subject}"}},
		"ID by its shape": {`{"paths":{"/t":{"get":{"parameters":[{"name":"of","in":"query","schema":{"type":"string","pattern":"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}},
			{"name":"with","in":"query","schema":{"type":"string","minLength":36,"maxLength":36}},{"name":"after","in":"query","schema":{"type":"string","format":"uuid"}}]}}}}`,
			catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"of": "{conversation}", "with": "{conversation}"}}},
		"wider": {`{"paths":{"/t":{"get":{"parameters":[{"name":"all","in":"query","schema":{"type":"boolean","default":false}},{"name":"only_mine","in":"query","schema":{"anyOf":[{"type":"boolean"},{"type":"null"}],"default":true}},
			{"name":"scope","in":"query","schema":{"enum":["own","team"],"default":"own"}},{"name":"include","in":"query","schema":{"type":"string"}},{"name":"sort","in":"query","schema":{"enum":["asc","desc"]}},
			{"name":"archived","in":"query","schema":{"type":"boolean"}},{"name":"kind","in":"query","schema":{"enum":["mine","theirs"]}}]}}}}`,
			catalog.Route{Path: "/t", Asked: "/t", Wider: map[string]string{"all": "true", "only_mine": "false", "scope": "team", "include": "all", "kind": "theirs"},
				Choices: []catalog.Choice{{Query: map[string]string{"sort": "asc"}}, {Query: map[string]string{"sort": "desc"}}}}},
		"number in path": {`{"paths":{"/pages/{n}":{"parameters":[{"name":"n","in":"path","schema":{"type":"integer","minimum":3}}],"get":{}}}}`, catalog.Route{Path: "/pages/{n}", Asked: "/pages/3"}},
		"query": {`{"paths":{"/t":{"get":{"parameters":[{"name":"thread","in":"query","required":true},{"name":"userId","in":"query"},{"name":"colour","in":"query"},{"name":"limit","in":"query","schema":{"type":"integer","maximum":50}}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"thread": "{conversation}", "userId": "{subject}", "limit": "50"},
			Choices: []catalog.Choice{{Query: map[string]string{"userId": "{subject_of_2}"}}}}},
		"whose it is in the path": {`{"paths":{"/users/{user_id}/threads/{thread_id}":{"get":{}}}}`, catalog.Route{Path: "/users/{user_id}/threads/{thread_id}", Asked: "/users/{subject}/threads/{conversation}",
			Choices: []catalog.Choice{{Asked: "/users/{subject_of_2}/threads/{conversation}"}}}},
		"lists": {`{"paths":{"/t":{"get":{"parameters":[{"name":"ids","in":"query","required":true,"schema":{"type":"array","items":{"type":"string"}}}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"ids": "{conversation}"},
			Choices: []catalog.Choice{{Query: map[string]string{"ids": "{thread_of_2}\n{conversation}"}}, {Query: map[string]string{"ids": "{conversation}\n{thread_of_2}"}}}}},
		"a list in one text": {`{"paths":{"/t":{"get":{"parameters":[{"name":"ids","in":"query","required":true,"schema":{"type":"string"}}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"ids": "{conversations}"},
			Choices: []catalog.Choice{{Query: map[string]string{"ids": "{thread_of_2},{conversation}"}}, {Query: map[string]string{"ids": "{conversation},{thread_of_2}"}}}}},
		"few values in the path": {`{"components":{"schemas":{"F":{"type":"string","enum":["json","csv"]}}},"paths":{"/t/{thread_id}/{fmt}/{n}":{"get":{"parameters":[{"name":"thread_id","in":"path"},{"name":"fmt","in":"path","schema":{"$ref":"#/components/schemas/F"}},
			{"name":"n","in":"path","schema":{"anyOf":[{"const":1},{"const":2},{"type":"null"}]}}]}}}}`, catalog.Route{Path: "/t/{thread_id}/{fmt}/{n}", Asked: "/t/{conversation}/json/1",
			Choices: []catalog.Choice{{Asked: "/t/{conversation}/csv/1"}, {Asked: "/t/{conversation}/json/2"}}}},
		"few values by another name": {`{"components":{"schemas":{"F":{"type":"string","enum":["a","b"]}}},"paths":{"/t":{"get":{"parameters":[{"name":"thread","in":"query","required":true,"schema":{"allOf":[{"$ref":"#/components/schemas/F"}],"default":"b"}}]}}}}`,
			catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"thread": "a"}}},
		"optional by type": {`{"paths":{"/t":{"get":{"parameters":[{"name":"owner_id","in":"query","schema":{"anyOf":[{"type":"null"},{"type":"string"}]}},{"name":"kind","in":"query","required":true,"schema":{"enum":["a","b"]}}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"owner_id": "{owner}", "kind": "a"},
			Choices: []catalog.Choice{{Query: map[string]string{"kind": "b"}}}}},
		"reference": {`{"components":{"parameters":{"m":{"name":"email","in":"query"}}},"paths":{"/t":{"get":{"parameters":[{"$ref":"#/components/parameters/m"}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Query: map[string]string{"email": "{email}"}}},
		"headers":   {`{"paths":{"/t":{"get":{"parameters":[{"name":"X-User-Id","in":"header"},{"name":"Authorization","in":"header","required":true},{"name":"x-api-key","in":"header","required":true}]}}}}`, catalog.Route{Path: "/t", Asked: "/t", Header: map[string]string{"X-User-Id": "{subject}"}}},
		"body": {`{"components":{"schemas":{"B":{"type":"object","required":["q","of"],"properties":{"q":{"type":"string"},"of":{"$ref":"#/components/schemas/O"},"note":{"type":"string"}}},"O":{"type":"object","properties":{"threadId":{"type":"string"},"ids":{"type":"array"},"again":{"$ref":"#/components/schemas/O"}}}}},
			"paths":{"/t":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/B"}}}}}}}}`,
			catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Body: map[string]any{"q": "canary", "of": map[string]any{"threadId": "{conversation}"}}}},
		"body of a list":     {`{"paths":{"/t":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"array","items":{"type":"string","format":"uuid"}}}}}}}}}`, catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Body: []any{"{conversation}"}}},
		"body without words": {`{"paths":{"/t":{"post":{"requestBody":{"content":{"application/json":{}}}}}}}`, catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Body: map[string]any{"thread_id": "{conversation}", "user_id": "{subject}"}}},
		"form": {`{"paths":{"/t":{"post":{"requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":{"type":"object","required":["thread_id"],"properties":{"thread_id":{"type":"string"},"note":{"type":"string"}}}}}}}}}}`,
			catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Body: map[string]any{"thread_id": "{conversation}"}, Form: &catalog.FormBody{Type: catalog.URLEncoded}}},
		"upload": {`{"paths":{"/t":{"post":{"requestBody":{"content":{"multipart/form-data":{"schema":{"type":"object","required":["a","b"],"properties":{"a":{"type":"string","format":"binary"},"b":{"type":"string","contentMediaType":"application/octet-stream"},"user_id":{"type":"string"}}}}}}}}}}`,
			catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Body: map[string]any{"a": "authcheck", "b": "authcheck", "user_id": "{subject}"}, Form: &catalog.FormBody{Type: catalog.Multipart, Files: []string{"a", "b"}}}},
		"bytes":      {`{"paths":{"/t":{"post":{"requestBody":{"content":{"application/octet-stream":{}}}}}}}`, catalog.Route{Method: "POST", Path: "/t", Asked: "/t", Left: "takes neither JSON nor a form"}},
		"unreadable": {`{"paths":{"/t":{"get":"nothing"}}}`, catalog.Route{Path: "/t", Asked: "/t"}},
	} {
		if c.want.Method == "" {
			c.want.Method = "GET"
		}
		got := routesIn(c.document)
		if len(got) != 1 {
			t.Errorf("%s: %d routes", name, len(got))
			continue
		}
		if diff := cmp.Diff(asJSON(t, c.want), asJSON(t, got[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func asJSON(t *testing.T, r catalog.Route) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FuzzRoutesIn: whatever a server documents is read without harm.
func FuzzRoutesIn(f *testing.F) {
	f.Add(`{"paths":{"/{a}":{"get":{"parameters":[{"$ref":"#/x"}]}}}}`)
	f.Add(`{"components":{"schemas":{"A":{"$ref":"#/components/schemas/A"}}},"paths":{"/t":{"post":{"requestBody":{"content":{"a/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range routesIn(text) {
			r.Operation().Names(&catalog.Values{})
		}
	})
}
