package transcript

import "testing"

// TestSaysFailed: an error in a 2xx says so and has nothing beside; a graph's state may have
// fields of the same names.
func TestSaysFailed(t *testing.T) {
	for body, want := range map[string]bool{
		`{"ok":false,"error":{"code":401,"message":"denied"}}`:         true,
		`{"success":false,"message":"no"}`:                             true,
		`{"status":"error","statusCode":401,"message":"Unauthorized"}`: true,
		`{"status_code":403,"data":{},"trace_id":"t"}`:                 true,
		`{"data":null,"errors":[{"message":"UNAUTHENTICATED"}]}`:       true,
		`{"errors":[]}`:            false,
		`{"ok":true,"error":null}`: false,
		`{"status":"deleted"}`:     false,
		`{"pruned_count":1}`:       false,
		`{"status":"error","run_id":"r","metadata":{"authcheck":"t"}}`:    false,
		`{"messages":[{"content":"x"}],"success":false,"error":"a word"}`: false,
		`{}`: false, `[{"error":"x"}]`: false, `broken`: false,
	} {
		if got := failedInside(body); got != want {
			t.Errorf("%s: %t", body, got)
		}
	}
}
