package verdict

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/verdict/verdicttest"
)

// flaws is the table of flaws, which the live runs are held to.
const flaws = "../testdata/flaws.golden"

// TestReplay judges what every server of the table of flaws answered: it must come to what
// the table says. The recordings are made with the table, by
// `go test -tags slow ./scenario -run TestFlaws -update -record`.
func TestReplay(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile(flaws)
	if err != nil {
		t.Fatal(err)
	}
	rows := verdicttest.Rows(string(table))
	files := make(map[string]bool)
	var all sync.WaitGroup
	for i, name := range slices.Sorted(maps.Keys(rows)) {
		file := verdicttest.File(name)
		files[file] = true
		if i%replayed != 0 {
			continue
		}
		all.Go(func() {
			run, err := verdicttest.Read(file)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			report := Judge(run, Policy{Allow: verdicttest.Shared(name)})
			if diff := cmp.Diff(rows[name], verdicttest.Row(name, report)); diff != "" {
				t.Errorf("%s is judged otherwise (-live +replayed):\n%s", name, diff)
			}
		})
	}
	all.Wait()
	if len(files) != len(rows) {
		t.Errorf("%d servers have %d recordings: two have one name", len(rows), len(files))
	}
	kept, err := filepath.Glob(filepath.Dir(verdicttest.File("any")) + "/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range kept {
		if !files[file] {
			t.Errorf("%s is of no server in %s", file, flaws)
		}
	}
}
