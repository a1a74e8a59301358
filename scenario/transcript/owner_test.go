package transcript

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

type object = map[string]any

// TestOwner: the owner is found at whatever depth, and what is called so goes first.
func TestOwner(t *testing.T) {
	for name, c := range map[string]struct {
		owned object
		want  string
	}{
		"nothing":         {nil, "subject"},
		"a text":          {object{"owner": "o"}, "o"},
		"another name":    {object{"team": "t", "user": "u"}, "t"},
		"inside":          {object{"acl": object{"owner": "o"}}, "o"},
		"called so":       {object{"plan": "free", "acl": object{"level": "x", "owner": "o"}}, "o"},
		"a list inside":   {object{"tenant": object{"members": []any{"m"}}}, "m"},
		"shallow first":   {object{"acl": object{"x": "deep"}, "user": "u"}, "u"},
		"no text at all":  {object{"owner": 7.0, "flags": []any{true}}, "subject"},
		"objects in list": {object{"acl": []any{object{"id": "o"}}}, "o"},
	} {
		if got := (User{Subject: "subject", Owned: c.owned}).owner(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAppended: who claims what is another's keeps what is the own in lists.
func TestAppended(t *testing.T) {
	one, two := object{"owner": "1", "tenant": object{"members": []any{"1", "x"}}}, object{"owner": "2", "tenant": object{"members": []any{"2", "x"}}}
	facts := Facts{Things: map[string]string{}, Users: []User{{Owned: one}, {Owned: two}}}
	v := facts.Values(catalog.Named("threads.plant"), catalog.IdentityNamed("other-user"))
	want := map[string]object{
		"owned":   one,
		"planted": {"owner": "1", "tenant": object{"members": []any{"2", "x", "1"}}},
		"given":   {"owner": "2", "tenant": object{"members": []any{"1", "x", "2"}}},
	}
	got := map[string]object{"owned": v.Objects["owned"], "planted": v.Objects["planted"], "given": v.Objects["given"]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
