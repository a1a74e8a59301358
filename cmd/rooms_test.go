package cmd

import (
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors are the packages of the command line. Each imports only those on lower floors.
var floors = map[string]int{
	"authcheck/cmd/wording":             0,
	"authcheck/cmd/terminal/background": 0,
	"authcheck/cmd/failure":             1,
	"authcheck/cmd/project":             1,
	"authcheck/cmd/terminal":            2,
	"authcheck/cmd/standins":            2,
	"authcheck/cmd/settings":            3,
	"authcheck/cmd/tokens":              4,
	"authcheck/cmd/doctor":              5,
	"authcheck/cmd/signup":              5,
	"authcheck/cmd/cleanup":             5,
	"authcheck/cmd/export":              5,
	"authcheck/cmd":                     6,
}

// TestRooms has imports within the command line run strictly downwards.
func TestRooms(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		from := strings.TrimSuffix("authcheck/cmd/"+filepath.ToSlash(filepath.Dir(path)), "/.")
		floor, ok := floors[from]
		if !ok {
			t.Errorf("%s has no floor", from)
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			to, _ := strconv.Unquote(spec.Path.Value)
			if below, room := floors[to]; room && below >= floor {
				t.Errorf("%s imports %s, which is no lower", path, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
