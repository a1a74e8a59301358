package scenario_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// TestProfileNotEdited: a provider that takes no edits on purpose costs the check of edited
// profiles, and no verdict; one that fails costs the verdict.
func TestProfileNotEdited(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string // "" for the profile as it was
		want   result.Verdict
	}{
		"refused":         {http.StatusForbidden, `{"code":403,"error_code":"update_not_allowed","msg":"users edit nothing here"}`, result.Skip},
		"fields stripped": {http.StatusOK, "", result.Skip},
		"a gateway":       {http.StatusForbidden, `{"message":"Forbidden"}`, result.Error},
		"a token refused": {http.StatusForbidden, `{"code":403,"error_code":"bad_jwt","msg":"invalid JWT"}`, result.Error},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			profile, err := s.client.User(t.Context(), s.users[1].Token)
			if err != nil {
				t.Fatal(err)
			}
			if test.body == "" {
				text, _ := json.Marshal(map[string]any{"id": profile.ID, "email": profile.Email, "user_metadata": profile.UserMetadata})
				test.body = string(text)
			}
			config, sent := s.config(t), new(wire)
			config.Only = []string{"threads.get/*", "threads.get-as-edited/*"}
			config.Provider = &supabase.Client{URL: s.client.URL, Key: s.client.Key, HTTP: sent.client(func(r *http.Request) *http.Response {
				if r.Method != http.MethodPut {
					return nil
				}
				return answer(r, test.status, test.body)
			})}
			report := verify(t, config)
			for _, r := range report.Results {
				if r.Operation == "threads.get-as-edited" && r.Verdict != test.want {
					t.Errorf("%s: %s", r.Verdict, r.Summary)
				}
			}
			if undecided := test.want == result.Error; undecided != (report.ExitCode() == 3) || report.Summary.Leftovers != nil {
				t.Errorf("exit %d, left %q", report.ExitCode(), report.Summary.Leftovers)
			}
		})
	}
}
