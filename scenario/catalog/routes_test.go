package catalog

import "testing"

// TestHasEffect: names that sound like something is done, in any writing, and those that
// only look alike.
func TestHasEffect(t *testing.T) {
	for path, want := range map[string]bool{
		"/logout": true, "/auth/log-out": true, "/signOut": true, "/threads/{id}/delete": true, "/run": true, "/jobs/runNow": true,
		"/send_mail": true, "/v1/reset-password": true, "/admin/TRIGGER": true,
		"/runs": false, "/runs/{run_id}": false, "/export/{delete}": false, "/settings": false, "/resets": false, "/updates": false, "/senders": false, "/blog/login": false,
	} {
		if got := HasEffect(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
