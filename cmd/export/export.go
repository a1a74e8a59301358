// Package export writes the check of a server as a project for another engine.
package export

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"authcheck/cmd/failure"
)

//go:embed locust
var templates embed.FS

// File is a file of a project.
type File struct{ Name, Text string }

// Locust is what a Locust project is told. There is no secret in it.
type Locust struct {
	Host            string   // address of the server
	Graph           string   // "": the project asks the server
	StoreNamespaces []string // to try: labels with commas between, {user} and {tag} in them
	Shared          []string // resources that all users may read
	Allowed         map[string]map[string][]string
	RequestTimeout  float64 // in seconds
}

// Files are the files of the project.
func (l Locust) Files() ([]File, error) {
	entries, err := templates.ReadDir("locust")
	if err != nil {
		return nil, err
	}
	files := make([]File, len(entries))
	for i, entry := range entries {
		text, err := l.fill(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", entry.Name(), err)
		}
		files[i] = File{strings.TrimSuffix(entry.Name(), ".tmpl"), text}
	}
	return files, nil
}

func (l Locust) fill(name string) (string, error) {
	t, err := template.New(name).Funcs(template.FuncMap{"literal": literal}).ParseFS(templates, "locust/"+name)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = t.Execute(&text, l)
	return text.String(), err
}

// literal writes a value in Python, which reads JSON texts and numbers.
func literal(value any) string {
	var parts []string
	switch value := value.(type) {
	case []string:
		for _, item := range value {
			parts = append(parts, literal(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string][]string:
		return dict(value)
	case map[string]map[string][]string:
		return dict(value)
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic("export: " + err.Error()) // it is neither a text nor a number
	}
	return string(text)
}

func dict[V any](m map[string]V) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, literal(key)+": "+literal(m[key]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// Write writes files into a folder, which is made where there is none. Nothing is
// overwritten: where one of them is there with another content, nothing is written.
func Write(dir string, files []File) error {
	for _, file := range files {
		path := filepath.Join(dir, file.Name)
		switch there, err := os.ReadFile(path); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return failure.Refused("choose another folder", "--out: cannot read %s: %v", path, failure.Root(err))
		case string(there) != file.Text:
			return failure.Refused("choose another folder, or move that file away", "--out: %s is there already, with another content", path)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return failure.Refused("choose a folder that can be written to", "--out: cannot make %s: %v", dir, failure.Root(err))
	}
	for _, file := range files {
		if err := create(filepath.Join(dir, file.Name), file.Text); err != nil {
			return failure.Refused("choose a folder that can be written to", "--out: cannot write %s: %v", filepath.Join(dir, file.Name), failure.Root(err))
		}
	}
	return nil
}

// create writes a file that is not there yet. One that is there has this content.
func create(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		_, err = os.Stat(path) // a link that leads nowhere is not followed
		return err
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
