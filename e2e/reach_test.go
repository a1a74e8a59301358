//go:build e2e

package e2e

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var sampleSize = flag.Int("sample", 0, "test only so many of the reach servers, others each time; 0: all")

// sample is some of the rows; -sample says how many.
func sample(rows []row) []row {
	if *sampleSize <= 0 {
		return rows
	}
	return some(rows, *sampleSize)
}

// some picks n of a table's rows, others each time, and keeps their order.
func some[R any](rows []R, n int) []R {
	if n >= len(rows) {
		return rows
	}
	places := rand.Perm(len(rows))[:n]
	slices.Sort(places)
	var picked []R
	for _, place := range places {
		picked = append(picked, rows[place])
	}
	return picked
}

// TestReach runs authcheck verify on the servers of the reach table: each flawed one is
// found, each sound one has no ❌. Then the servers themselves are tested: exploits/ takes
// each flawed one apart as two users, and each sound one serves both of them and holds.
func TestReach(t *testing.T) {
	var table results
	rows := slices.Concat(reachSoundRows, reachFlawedRows)
	t.Run("all", func(t *testing.T) {
		for _, r := range sample(rows) {
			t.Run(r.folder()+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				s := r.up(t)
				table.add(r, r.verified(t, s))
				if r.recall {
					s = r.up(t)
				}
				r.exploit(t, s)
			})
		}
	})
	t.Log("\n" + table.text())
}

// exploit runs the exploit of the row's name on its server.
func (r row) exploit(t *testing.T, s *server) {
	t.Helper()
	cmd := exec.Command(filepath.Join(venv, "bin", "python"), "exploits", r.folder(), r.name)
	cmd.Env = append(cleanEnv(), s.users.provider.env...)
	cmd.Env = append(cmd.Env, "E2E_URL="+s.url, "PYTHONDONTWRITEBYTECODE=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	want := "exploitable"
	if r.exit == sound {
		want = "holds"
	}
	got := strings.TrimSpace(stdout.String())
	t.Log(got)
	if err != nil || !strings.HasPrefix(got, r.name+": "+want) {
		t.Errorf("want %s: %v\n%s", want, err, stderr.String())
	}
}
