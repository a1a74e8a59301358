package project

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Module is what "auth": {"path": "FILE:NAME"} names.
type Module struct {
	File string // "" where it is a module that Python finds by itself
	Name string
}

// scripts are the endings of modules that are not Python's.
var scripts = []string{".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".tsx", ".jsx"}

// Auth is the module of auth.path, told apart as the server does it (langgraph-api 0.16.7);
// ok is false where the path is not of that form.
func (p Project) Auth() (m Module, ok bool) {
	path := p.Text(catalog.AuthPath)
	i := strings.LastIndex(path, ":")
	if i <= 0 || path[i+1:] == "" {
		return Module{}, false
	}
	file, name := strings.TrimRight(path[:i], ":"), path[i+1:]
	if !strings.Contains(file, "/") && !strings.Contains(file, ".py") && !slices.Contains(scripts, filepath.Ext(file)) {
		return Module{Name: name}, true
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.Folder, file)
	}
	return Module{File: file, Name: name}, true
}

// hidden are the ways in which a module can have names that do not stand in it.
var hidden = regexp.MustCompile(`import\s*\*|export\s*\*|globals\(\)|__getattr__|setattr\(`)

// Has tells whether a module can have the name, by its text alone.
func (m Module) Has(source string) bool {
	return m.Name == "default" || hidden.MatchString(source) || regexp.MustCompile(`\b`+regexp.QuoteMeta(m.Name)+`\b`).MatchString(source)
}

var authObject = regexp.MustCompile(`(?m)^(?:export\s+)?(?:const\s+|let\s+|var\s+)?(\w+)\s*(?::[^=\n]*)?=\s*(?:new\s+)?(?:\w+\.)?Auth\(`)

// AuthNames are the names in a module that hold an Auth object.
func AuthNames(source string) []string {
	var names []string
	for _, found := range authObject.FindAllStringSubmatch(source, -1) {
		names = append(names, found[1])
	}
	return names
}
