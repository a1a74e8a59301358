package settings

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"authcheck/cmd/terminal"
)

// TestKeepTellsWhatCounts: an answer that another place hides is told, whatever name it has there.
func TestKeepTellsWhatCounts(t *testing.T) {
	const key, other = "sb_publishable_0123456789abcdef01234567", "sb_publishable_76543210fedcba9876543210"
	const wrote = "Wrote 1 setting to .env; keep that file out of version control\n"
	for name, test := range map[string]struct {
		env   map[string]string
		files map[string]string
		want  string
	}{
		"nothing else":             {nil, nil, ""},
		"the environment":          {map[string]string{"SUPABASE_ANON_KEY": other}, nil, "⚠️ SUPABASE_ANON_KEY in the environment comes before .env: unset it\n"},
		"its other name there":     {map[string]string{"SUPABASE_PUBLISHABLE_KEY": other}, nil, "⚠️ SUPABASE_PUBLISHABLE_KEY in the environment comes before .env: unset it\n"},
		"a framework's name there": {map[string]string{"VITE_SUPABASE_ANON_KEY": other}, nil, "⚠️ VITE_SUPABASE_ANON_KEY in the environment comes before .env: unset it\n"},
		"the same value":           {map[string]string{"SUPABASE_PUBLISHABLE_KEY": key}, nil, ""},
		"a file in front":          {nil, map[string]string{".env.local": "SUPABASE_ANON_KEY=" + other}, "⚠️ SUPABASE_ANON_KEY in .env.local comes before .env: remove it there\n"},
		"its other name in front":  {nil, map[string]string{".env.local": "SUPABASE_PUBLISHABLE_KEY=" + other}, "⚠️ SUPABASE_PUBLISHABLE_KEY in .env.local comes before .env: remove it there\n"},
		"a framework's in front":   {nil, map[string]string{".env.local": "VITE_SUPABASE_ANON_KEY=" + other}, ""},
		"the server's file":        {nil, map[string]string{"langgraph.json": `{"graphs": {"agent": "./a.py:g"}, "env": "server.env"}`, "server.env": "SUPABASE_ANON_KEY=" + other}, ""},
		"the server's own name": {nil, map[string]string{".env": "VITE_SUPABASE_ANON_KEY=old", "langgraph.json": `{"graphs": {"agent": "./a.py:g"}, "env": "server.env"}`, "server.env": "SUPABASE_ANON_KEY=" + other},
			"⚠️ SUPABASE_ANON_KEY in server.env comes before .env: remove it there\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for file, text := range test.files {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			command := &cobra.Command{Use: "test"}
			AddFlags(command, AnonKey)
			var said bytes.Buffer
			lookup := func(name string) (string, bool) { value, ok := test.env[name]; return value, ok }
			v, err := New(terminal.Process{LookupEnv: lookup, Err: &said}, command)
			if err != nil {
				t.Fatal(err)
			}
			if err := v.Answer(AnonKey, key); err != nil {
				t.Fatal(err)
			}
			if err := v.Keep(t.Context(), []ID{AnonKey}, map[ID]string{AnonKey: "before"}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wrote+test.want, said.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
