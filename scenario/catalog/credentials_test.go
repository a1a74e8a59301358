package catalog

import (
	"strings"
	"testing"
)

// TestFitting parts what is too much for one request, and loses no name.
func TestFitting(t *testing.T) {
	for _, size := range []int{10, 700, 1500, 9000} {
		token := strings.Repeat("t", size)
		for _, p := range places {
			for _, f := range p.forms {
				presented := Presented{Token: token, Project: "abc"}
				parts := f.Fitting(presented)
				var names []string
				for _, part := range parts {
					header, query := part.Present(presented)
					all := len(query)
					for name, value := range header {
						all += len(name) + len(value)
						if len(part.Apart()) > 1 && len(value) > mostInLine {
							t.Errorf("%s of %d bytes: a line of %d", p.id, size, len(value))
						}
					}
					if len(part.Apart()) > 1 && all > mostGiven {
						t.Errorf("%s of %d bytes: %d in all", p.id, size, all)
					}
					for _, single := range part.Apart() {
						names = append(names, single.Name)
					}
				}
				var want []string
				for _, single := range f.Apart() {
					want = append(want, single.Name)
				}
				if strings.Join(names, " ") != strings.Join(want, " ") {
					t.Errorf("%s of %d bytes: names %v, want %v", p.id, size, names, want)
				}
				if size == 10 && len(parts) != 1 {
					t.Errorf("%s: %d parts of what is short", p.id, len(parts))
				}
			}
		}
	}
}
