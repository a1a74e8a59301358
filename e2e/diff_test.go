//go:build e2e

package e2e

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDiff compares two runs of the tutorial's server, with the store accepted in the
// second one: nothing is new, nothing is fixed.
func TestDiff(t *testing.T) {
	for _, k := range []kind{python, javaScript} {
		t.Run(string(k), func(t *testing.T) {
			t.Parallel()
			s := subject{kind: k, auth: "tutorial", studio: true}.start(t)
			older, newer := filepath.Join(t.TempDir(), "old.json"), filepath.Join(t.TempDir(), "new.json")
			s.verify(t, "--report", "json="+older)
			accepted := s.verify(t, "--report", "json="+newer, "--accept", "store-shared=one team")
			if accepted.exit != sound {
				t.Fatalf("exit %d: %s", accepted.exit, accepted.stderr)
			}
			got := s.users.authcheck(t, "diff", older, newer, "--format", "json")
			var d struct {
				Added, Fixed, Unproven []struct{ Code string }
				Unchanged              []struct{ Code, Verdict string }
			}
			if err := json.Unmarshal([]byte(got.stdout), &d); err != nil {
				t.Fatal(err)
			}
			verdicts := map[string]string{}
			for _, c := range d.Unchanged {
				verdicts[c.Code] = c.Verdict
			}
			if got.exit != 0 || len(d.Added)+len(d.Fixed)+len(d.Unproven) > 0 {
				t.Errorf("exit %d: %s", got.exit, got.stdout)
			}
			want := map[string]string{"studio-open": "warn", "store-shared": "accepted"}
			for code := range verdicts {
				if want[code] == "" {
					delete(verdicts, code)
				}
			}
			if diff := cmp.Diff(want, verdicts); diff != "" {
				t.Errorf("unchanged (-want +got):\n%s", diff)
			}
		})
	}
}
