package export

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLiteral has what Python reads be what was told.
func TestLiteral(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{"", `""`},
		{`a"b\`, `"a\"b\\"`},
		{"zwei\nZeilen – ü", `"zwei\nZeilen – ü"`},
		{1.5, `1.5`},
		{[]string(nil), `[]`},
		{[]string{"threads", "store"}, `["threads", "store"]`},
		{map[string][]string(nil), `{}`},
		{map[string][]string{"User 2": {"User 1"}, "User 1": {"User 2", "User 3"}}, `{"User 1": ["User 2", "User 3"], "User 2": ["User 1"]}`},
	} {
		if got := literal(test.value); got != test.want {
			t.Errorf("%#v: %s, want %s", test.value, got, test.want)
		}
	}
}

// TestFiles has who may see whose things reach the locustfile.
func TestFiles(t *testing.T) {
	files, err := Locust{Host: "https://lg.example.com", Allowed: map[string]map[string][]string{"threads": {"User 1": {"User 2"}}}}.Files()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name)
		if file.Name == "locustfile.py" && !strings.Contains(file.Text, "\nALLOWED: dict[str, dict[str, list[str]]] = {\"threads\": {\"User 1\": [\"User 2\"]}}\n") {
			t.Errorf("ALLOWED is not in %s", file.Text[:3000])
		}
	}
	if diff := cmp.Diff([]string{"README.md", "locustfile.py", "requirements.txt"}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
