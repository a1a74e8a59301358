package report_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fatih/color"
	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/report"
)

// TestFormats are those that the help names.
func TestFormats(t *testing.T) {
	if diff := cmp.Diff([]string{"text", "json", "html", "junit", "sarif", "markdown", "github"}, report.Names()); diff != "" {
		t.Error(diff)
	}
	for _, format := range report.Formats() {
		if format.Doc == "" || !strings.HasPrefix(format.Ending, ".") {
			t.Errorf("the row of %s is not whole: %+v", format.Name, format)
		}
	}
}

// file is a report in that format.
func file(format, path string) report.File {
	known, _ := report.Named(format)
	return report.File{Format: known, Path: path}
}

// entries are the names in a folder.
func entries(t *testing.T, folder string) []string {
	t.Helper()
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

// TestFiles removes old reports, writes new ones, and leaves nothing else behind.
func TestFiles(t *testing.T) {
	folder := t.TempDir()
	old, link := filepath.Join(folder, "old.html"), filepath.Join(folder, "link.json")
	real := filepath.Join(folder, "real.json")
	for _, path := range []string{old, real} {
		if err := os.WriteFile(path, []byte("of an earlier run"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("real.json", link); err != nil {
		t.Fatal(err)
	}
	files := []report.File{file("html", old), file("json", link), file("junit", filepath.Join(folder, "new.xml"))}
	files, err := report.Prepare(files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"link.json"}, entries(t, folder)); diff != "" {
		t.Errorf("after Prepare (-want +got):\n%s", diff)
	}
	if err := report.Write(files, sample()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"link.json", "new.xml", "old.html", "real.json"}, entries(t, folder)); diff != "" {
		t.Errorf("after Write (-want +got):\n%s", diff)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
	if text, _ := os.ReadFile(real); len(text) < 1000 {
		t.Errorf("the report is not where the link leads: %q", text)
	}
}

// TestPrepareRefuses removes nothing when one of the reports can't be written.
func TestPrepareRefuses(t *testing.T) {
	folder := t.TempDir()
	good := filepath.Join(folder, "good.html")
	for name, test := range map[string]struct {
		bad  report.File
		want error
	}{
		"a folder":        {file("json", folder), report.ErrNotRegular},
		"no such folder":  {file("json", filepath.Join(folder, "none", "a.json")), fs.ErrNotExist},
		"a device":        {file("json", os.DevNull), report.ErrNotRegular},
		"the same":        {file("json", good), report.ErrTwice},
		"the same, later": {file("json", filepath.Join(folder, "..", filepath.Base(folder), "good.html")), report.ErrTwice},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(good, []byte("of an earlier run"), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := report.Prepare([]report.File{file("html", good), test.bad})
			var path *fs.PathError
			if !errors.Is(err, test.want) || !errors.As(err, &path) || path.Path != test.bad.Path {
				t.Errorf("got %v, want %v at %s", err, test.want, test.bad.Path)
			}
			if diff := cmp.Diff([]string{"good.html"}, entries(t, folder)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestWriteIsWhole leaves no half a report, and writes the others all the same.
func TestWriteIsWhole(t *testing.T) {
	folder := t.TempDir()
	gone := filepath.Join(folder, "gone")
	files := []report.File{file("html", filepath.Join(gone, "a.html")), file("json", filepath.Join(folder, "b.json"))}
	err := report.Write(files, sample())
	if want := "write report " + files[0].Path + ": no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if diff := cmp.Diff([]string{"b.json"}, entries(t, folder)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFilesHaveNoColours, whatever the terminal has.
func TestFilesHaveNoColours(t *testing.T) {
	color.NoColor = false
	t.Cleanup(func() { color.NoColor = true })
	var shown bytes.Buffer
	if err := text(report.Options{})(&shown, sample()); err != nil || !strings.Contains(shown.String(), "\x1b[") {
		t.Fatalf("%v: the terminal has none: %s", err, shown.String())
	}
	for _, name := range report.Names() {
		path := filepath.Join(t.TempDir(), name)
		if err := report.Write([]report.File{file(name, path)}, sample()); err != nil {
			t.Fatal(err)
		}
		if written, err := os.ReadFile(path); err != nil || bytes.Contains(written, []byte("\x1b")) {
			t.Errorf("%s: %v, or an escape sequence: %.200q", name, err, written)
		}
	}
}
