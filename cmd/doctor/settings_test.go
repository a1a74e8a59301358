package doctor

import (
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/scenario/result"
)

// TestKeyProject compares without a network what keys say with the URL.
func TestKeyProject(t *testing.T) {
	key := func(role string) string {
		signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"role": role, "ref": "xyz"}).SignedString([]byte("a key of this test"))
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	env := map[string]string{"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_ANON_KEY": key("anon"), "SUPABASE_SERVICE_KEY": key("service_role")}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	v, err := settings.New(terminal.Process{LookupEnv: lookup}, &cobra.Command{Use: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]settings.ID{"Supabase anon key": settings.AnonKey, "Supabase service key": settings.ServiceKey} {
		got := settingLink("key", id).look(t.Context(), &Doctor{values: v})
		want := Diagnosis{Verdict: result.Fail, Found: "the " + name + " is for project xyz, and the Supabase URL is that of abc", Next: "copy URL and key from the same project"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
