package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/report"
)

// TestTable aligns what fits, and breaks rows that do not between their cells.
func TestTable(t *testing.T) {
	id := strings.Repeat("0123456789", 7)
	rows := [][]string{
		{"  thread", "8f4e1c2d", "User 1", "2026-11-30"},
		{"  item", id + "/at/a/place", "User 2", "2026-11-30"},
		{"  profile", "8f4e1c2d-0000", "User 2", ""},
	}
	for columns, want := range map[int]string{
		0: "  thread   8f4e1c2d       User 1  2026-11-30\n  item     " + id + "/at/a/place\n           User 2  2026-11-30\n  profile  8f4e1c2d-0000  User 2\n",
		30: "  thread   8f4e1c2d  User 1\n           2026-11-30\n  item     " + id + "/at/a/place\n           User 2  2026-11-30\n" +
			"  profile  8f4e1c2d-0000\n           User 2\n",
		200: "  thread   8f4e1c2d" + strings.Repeat(" ", 75) + "User 1  2026-11-30\n  item     " + id + "/at/a/place  User 2  2026-11-30\n" +
			"  profile  8f4e1c2d-0000" + strings.Repeat(" ", 70) + "User 2\n",
	} {
		if diff := cmp.Diff(want, report.Table(rows, columns)); diff != "" {
			t.Errorf("%d columns (-want +got):\n%s", columns, diff)
		}
	}
}
