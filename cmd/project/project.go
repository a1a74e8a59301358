// Package project reads langgraph.json, or Aegra's aegra.json, which says what a LangGraph project is made of,
// and where. It is read as data: nothing that it names is run or imported.
package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// FileNames are how the file is called in the folder of a project: that of LangGraph, and
// where there is none, that of Aegra.
var FileNames = []string{"langgraph.json", "aegra.json"}

// MaxFile is how much is read of it, in bytes.
const MaxFile = 1 << 20

// Project is what the file says. The zero value is a folder without one.
type Project struct {
	catalog.Project
	Folder  string            // that its paths start from
	EnvFile string            // the path under "env"; "" for none
	Env     map[string]string // "env" as a map; its values are secret
}

// Parse reads the content of a file. Its errors name the line, and quote nothing: there may
// be secrets under "env".
func Parse(file string, text []byte) (Project, error) {
	p := Project{Project: catalog.Project{File: file}, Folder: filepath.Dir(file)}
	var content map[string]any
	if err := json.Unmarshal(text, &content); err != nil {
		return Project{}, problem(text, err)
	}
	if content == nil {
		return Project{}, errors.New("it is no JSON object")
	}
	if graphs, ok := content["graphs"].(map[string]any); ok {
		p.Graphs = slices.Sorted(maps.Keys(graphs))
	}
	p.readEnv(content["env"])
	p.Keys = map[string]string{}
	for _, key := range catalog.ProjectKeys {
		if value := at(content, strings.Split(key, ".")); value != nil {
			said, _ := json.Marshal(value) // it came from JSON
			p.Keys[key] = string(said)
		}
	}
	return p, nil
}

// problem says where a text stops being JSON.
func problem(text []byte, err error) error {
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := text[:min(int(wrong.Offset), len(text))]
		return fmt.Errorf("line %d is no JSON: a comma, a quote or a bracket too many or too few", 1+bytes.Count(before, []byte("\n")))
	}
	return errors.New("it is no JSON object")
}

func (p *Project) readEnv(env any) {
	switch env := env.(type) {
	case string:
		p.EnvFile = filepath.Join(p.Folder, env)
		if filepath.IsAbs(env) {
			p.EnvFile = env
		}
	case map[string]any:
		p.Env = map[string]string{}
		for name, value := range env {
			if text, ok := value.(string); ok {
				p.Env[name] = text
			}
		}
	}
}

// at is the value under a path of keys, nil for none.
func at(object map[string]any, path []string) any {
	value := object[path[0]]
	if len(path) == 1 {
		return value
	}
	inner, _ := value.(map[string]any)
	return at(inner, path[1:])
}

// Text is what the file says under a key, where that is a text.
func (p Project) Text(key string) string {
	var text string
	_ = json.Unmarshal([]byte(p.Keys[key]), &text)
	return text
}

// List is what the file says under a key, where that is a list of texts.
func (p Project) List(key string) []string {
	var list []string
	_ = json.Unmarshal([]byte(p.Keys[key]), &list)
	return list
}

// Prefix is the path that the server puts in front of its own; "" for none.
func (p Project) Prefix() string {
	prefix := strings.TrimRight(p.Text(catalog.MountPrefix), "/")
	if !strings.HasPrefix(prefix, "/") || strings.ContainsAny(prefix, "?# ") {
		return ""
	}
	return prefix
}
