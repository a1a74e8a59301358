package transcript

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestJSON: a text has the value that it has, also when it is looked at again, and however
// much was in between.
func TestJSON(t *testing.T) {
	long := `["` + strings.Repeat("x", longest) + `"]`
	for range 2 {
		for text, want := range map[string]any{`{"a":[1,null]}`: map[string]any{"a": []any{1.0, nil}}, `null`: nil, long: []any{strings.Repeat("x", longest)}} {
			if got, ok := JSON(text); !ok || !cmp.Equal(got, want) {
				t.Errorf("%.20s: %.20v, %v", text, got, ok)
			}
		}
		for _, text := range []string{``, `{"a":`, strings.Repeat("[", 101) + strings.Repeat("]", 101)} {
			if got, ok := JSON(text); ok {
				t.Errorf("%.20q: %v", text, got)
			}
		}
		for i := range 3 * most / 1000 {
			JSON(fmt.Sprintf(`"%01000d"`, i))
		}
	}
}

// TestMemory: what is looked at again stays, and there is never more than twice a generation.
func TestMemory(t *testing.T) {
	var m memory
	for i := range 10 * most / 1000 {
		m.get(`["kept"]`)
		m.get(fmt.Sprintf(`"%01000d"`, i))
		bytes := 0
		for _, generation := range []map[string]unpacked{m.young, m.old} {
			for text := range generation {
				bytes += len(text)
			}
		}
		_, young := m.young[`["kept"]`]
		_, old := m.old[`["kept"]`]
		if bytes > 2*most || !young && !old {
			t.Fatalf("after %d texts: %d bytes, kept: %v", i, bytes, young || old)
		}
	}
}
