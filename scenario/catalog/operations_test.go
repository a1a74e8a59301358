package catalog

import (
	"slices"
	"testing"
)

// TestTable: every operation is complete, and refers to what exists.
func TestTable(t *testing.T) {
	seen := make(map[string]bool)
	exists := func(row, what, operation string) {
		if Named(operation).Method == "" {
			t.Errorf("%s: no %s %q", row, what, operation)
		}
	}
	for _, o := range slices.Concat(Operations(true, true), Special()) {
		if seen[o.ID] || o.Method == "" || o.Path == "" || o.Resource == "" || o.Action == "" || o.Oracle == "" {
			t.Errorf("%s is there twice, or lacks something", o.ID)
		}
		seen[o.ID] = true
		if _, ok := Readbacks[o.Effect.Readback]; o.Effect.Readback != "" && !ok {
			t.Errorf("%s: no readback %q", o.ID, o.Effect.Readback)
		}
		if o.Changes() && o.Oracle != Execute && o.Effect.Readback == "" && o.Creates == "" {
			t.Errorf("%s changes something, and nobody looks", o.ID)
		}
		if o.Control != "" {
			exists(o.ID, "control", o.Control)
		}
		if o.Weaker.Code != "" {
			exists(o.ID, "denied operation", o.Weaker.Denied)
		}
		if o.Transfer != nil && (o.Transfer.Method == "" || o.Transfer.Path == "" || o.Transfer.Doc == "") {
			t.Errorf("%s: the transfer lacks something", o.ID)
		}
		for _, plain := range o.Plain {
			exists(o.ID, "plain operation", plain)
		}
		for _, identity := range slices.Concat(o.Only, o.Except) {
			if IdentityNamed(identity).Column == "" {
				t.Errorf("%s: no identity %q", o.ID, identity)
			}
		}
	}
}

// TestReadbacks: what the owner looks at is had from a control that exists.
func TestReadbacks(t *testing.T) {
	for name, o := range Readbacks {
		if o.Method == "" || o.Path == "" || o.Control != "" && Named(o.Control).Method == "" {
			t.Errorf("%s lacks something, or there is no control %q", name, o.Control)
		}
	}
}

// TestIdentities: each is a column of the matrix, and refers to what exists.
func TestIdentities(t *testing.T) {
	seen := make(map[string]bool)
	for _, id := range Identities(true, true) {
		if seen[id.ID] || id.Title == "" || len(id.Forms) == 0 || !slices.Contains(Columns, id.Column) {
			t.Errorf("%s is there twice, or lacks something", id.ID)
		}
		seen[id.ID] = true
		for _, weaker := range id.Weaker {
			if IdentityNamed(weaker).Column == "" {
				t.Errorf("%s: no weaker %q", id.ID, weaker)
			}
		}
		for _, operation := range id.On {
			if Named(operation).Method == "" {
				t.Errorf("%s: no operation %q", id.ID, operation)
			}
		}
	}
}
