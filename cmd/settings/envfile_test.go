package settings

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joho/godotenv"
)

func TestSetPairs(t *testing.T) {
	url := []pair{{"SUPABASE_URL", "https://abc.supabase.co"}}
	tests := []struct {
		name, before string
		pairs        []pair
		want         string
	}{
		{"no file", "", url, "SUPABASE_URL=https://abc.supabase.co\n"},
		{"other lines stay", "# mine\n\nOPENAI_API_KEY='x y' # secret\nEMPTY=\n", url,
			"# mine\n\nOPENAI_API_KEY='x y' # secret\nEMPTY=\nSUPABASE_URL=https://abc.supabase.co\n"},
		{"no line break at the end", "A=b", url, "A=b\nSUPABASE_URL=https://abc.supabase.co\n"},
		{"in its place", "A=b\nSUPABASE_URL=old\nC=d\n", url, "A=b\nSUPABASE_URL=https://abc.supabase.co\nC=d\n"},
		{"empty in its place", "SUPABASE_URL=\nC=d\n", url, "SUPABASE_URL=https://abc.supabase.co\nC=d\n"},
		{"exported", "export SUPABASE_URL = 'old'\n", url, "export SUPABASE_URL=https://abc.supabase.co\n"},
		{"of several lines", "SUPABASE_URL=\"old\nSUPABASE_URL=older\\\"\"\nC=d\n", url, "SUPABASE_URL=https://abc.supabase.co\nC=d\n"},
		{"every time", "SUPABASE_URL=old\nC=d\nSUPABASE_URL=older\n", url,
			"SUPABASE_URL=https://abc.supabase.co\nC=d\nSUPABASE_URL=https://abc.supabase.co\n"},
		{"names that end or begin alike", "MY_SUPABASE_URL=a\nSUPABASE_URL_2=b\n#SUPABASE_URL=c\n", url,
			"MY_SUPABASE_URL=a\nSUPABASE_URL_2=b\n#SUPABASE_URL=c\nSUPABASE_URL=https://abc.supabase.co\n"},
		{"quoted", "", []pair{{"A", "two words"}, {"B", "it's $HOME"}, {"C", "a#b"}}, "A='two words'\nB=\"it's \\$HOME\"\nC='a#b'\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, setPairs(test.before, test.pairs)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWritable(t *testing.T) {
	for value, want := range map[string]bool{"a": true, "it's": true, `a "b" c`: true, "a b#c": true, "$HOME": true, "it's $HOME": true, `'"`: false, `it's \`: false} {
		if got := (pair{"A", value}).writable(); got != want {
			t.Errorf("%s: got %v", value, got)
		}
	}
}

// TestWriteEnvFile leaves a file that only its owner can read.
func TestWriteEnvFile(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "settings"), filepath.Join(dir, ".env")
	if err := os.WriteFile(target, []byte("A=b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("settings", link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{link, filepath.Join(dir, "new")} {
		if err := writeEnvFile(t.Context(), name, []pair{{"C", "d"}}); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{target: "A=b\nC=d\n", filepath.Join(dir, "new"): "C=d\n"} {
		got, err := os.ReadFile(name)
		info, statErr := os.Lstat(name)
		if err != nil || statErr != nil || string(got) != want || info.Mode() != 0o600 {
			t.Errorf("%s: %q, %v, %v; want %q for its owner only", name, got, err, info.Mode(), want)
		}
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is one no more: %v", err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 3 {
		t.Errorf("%d files in the folder, want 3", len(files))
	}
}

// FuzzEnvFile reads back what was written, whatever was there before.
func FuzzEnvFile(f *testing.F) {
	f.Add("A=b\nPASSWORD=x\n", "secure-password")
	f.Add("PASSWORD='a\nb'", "it's \"$HOME\" `x` \\ #")
	f.Add("# comment\n\nexport PASSWORD: y", "$$(ls)\\n")
	f.Fuzz(func(t *testing.T, before, value string) {
		old, err := godotenv.Unmarshal(before)
		whole, unfinished := godotenv.Unmarshal(before + "\n")
		if _, wrong := checkPassword(value); err != nil || wrong != nil || unfinished != nil || !maps.Equal(old, whole) ||
			!(pair{"PASSWORD", value}).writable() {
			return // no such file would have been read, or no such value written
		}
		got, err := godotenv.Unmarshal(setPairs(before, []pair{{"PASSWORD", value}}))
		old["PASSWORD"] = value
		if diff := cmp.Diff(old, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", setPairs(before, []pair{{"PASSWORD", value}}), err, diff)
		}
	})
}
