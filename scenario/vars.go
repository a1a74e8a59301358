package scenario

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"authcheck/langgraph"
)

// vars are the variables of a run: IDs of what was made, and what callers send.
type vars map[string]string

var placeholder = regexp.MustCompile(`\$[a-z_]+`)

// raw variables are JSON or query text already; the others are escaped for where they stand.
var raw = map[string]bool{"owned": true, "namespace": true, "stored": true, "given": true, "state_marked": true, "state_seeded": true, "secret": true}

// wanted lists the variables of a template.
func wanted(templates ...string) []string {
	var names []string
	for _, template := range templates {
		for _, found := range placeholder.FindAllString(template, -1) {
			names = append(names, found[1:])
		}
	}
	return names
}

func (v vars) expand(template string, escape func(string) string) string {
	return placeholder.ReplaceAllStringFunc(template, func(name string) string {
		name = name[1:]
		if raw[name] {
			return v[name]
		}
		return escape(v[name])
	})
}

// header are the extra header lines of the operation.
func (v vars) header(o Operation) http.Header {
	header := make(http.Header)
	for _, line := range strings.Split(v.expand(o.Header, func(s string) string { return s }), "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			header.Set(name, value)
		}
	}
	return header
}

func jsonText(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return ""
	}
	return string(quoted[1 : len(quoted)-1])
}

// request is the operation with the variables filled in.
func (v vars) request(o Operation) (langgraph.Request, error) {
	query, err := url.ParseQuery(v.expand(o.Query, url.QueryEscape))
	if err != nil {
		return langgraph.Request{}, err
	}
	r := langgraph.Request{Method: o.Method, Path: v.expand(o.Path, url.PathEscape), Query: query}
	if o.Body != "" {
		r.Body = json.RawMessage(v.expand(o.Body, jsonText))
	}
	r.Stream = o.Oracle == Stream || o.Hangs
	return r, nil
}

// missing are the same variables with IDs that do not exist.
func (v vars) missingIDs() vars {
	unknown := maps.Clone(v)
	for name, value := range v {
		if uuid.Validate(value) == nil {
			unknown[name] = uuid.NewString()
		}
	}
	return unknown
}

// templates are all the templates of an operation in one text.
func (o Operation) templates() string { return strings.Join([]string{o.Path, o.Query, o.Body}, " ") }
