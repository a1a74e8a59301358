package probe

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// document is an OpenAPI document, as far as it is of use here.
type document struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Parameters    map[string]parameter `json:"parameters"`
		RequestBodies map[string]content   `json:"requestBodies"`
		Schemas       map[string]schema    `json:"schemas"`
	} `json:"components"`
}

type parameter struct {
	Ref      string  `json:"$ref"`
	Name     string  `json:"name"`
	In       string  `json:"in"`
	Required bool    `json:"required"`
	Schema   schema  `json:"schema"`
	Example  any     `json:"example"`
	Type     anyText `json:"type"` // Swagger 2
	Format   string  `json:"format"`
}

type content struct {
	Ref     string `json:"$ref"`
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

type schema struct {
	Ref              string            `json:"$ref"`
	Type             anyText           `json:"type"`
	Format           string            `json:"format"`
	ContentMediaType string            `json:"contentMediaType"`
	Default          any               `json:"default"`
	Example          any               `json:"example"`
	Examples         any               `json:"examples"`
	Const            any               `json:"const"`
	Enum             []any             `json:"enum"`
	Minimum          float64           `json:"minimum"`
	Maximum          float64           `json:"maximum"`
	Pattern          string            `json:"pattern"`
	MinLength        int               `json:"minLength"`
	MaxLength        int               `json:"maxLength"`
	Properties       map[string]schema `json:"properties"`
	Required         []string          `json:"required"`
	Items            *schema           `json:"items"`
	AnyOf            []schema          `json:"anyOf"`
	OneOf            []schema          `json:"oneOf"`
	AllOf            []schema          `json:"allOf"`
}

// anyText is a text, or the first of a list of them that is not "null".
type anyText string

func (a *anyText) UnmarshalJSON(data []byte) error {
	var one string
	var list []string
	if json.Unmarshal(data, &one) != nil && json.Unmarshal(data, &list) == nil {
		one = firstType(list)
	}
	*a = anyText(one)
	return nil
}

func firstType(list []string) string {
	i := slices.IndexFunc(list, func(name string) bool { return name != "null" })
	if i < 0 {
		return ""
	}
	return list[i]
}

// methods are those that a route may have.
var methods = []string{"get", "head", "post", "put", "patch", "delete"}

// operation is one method of a path.
type operation struct {
	Parameters []parameter `json:"parameters"`
	Body       *content    `json:"requestBody"`
}

// routesIn are all that a document has, with what they are to be asked for, by path and method.
func routesIn(text string) []catalog.Route {
	var d document
	if json.Unmarshal([]byte(text), &d) != nil {
		return nil
	}
	var routes []catalog.Route
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		var shared []parameter
		_ = json.Unmarshal(d.Paths[path]["parameters"], &shared)
		for _, method := range methods {
			raw, ok := d.Paths[path][method]
			if !ok {
				continue
			}
			var o operation
			_ = json.Unmarshal(raw, &o) // what can't be read is asked for nothing
			o.Parameters = append(shared[:len(shared):len(shared)], o.Parameters...)
			routes = append(routes, d.route(strings.ToUpper(method), path, o))
		}
	}
	return routes
}

// route fills in what is required, and what sounds like whose things are meant.
func (d *document) route(method, path string, o operation) catalog.Route {
	r := catalog.Route{Method: method, Path: path, Query: map[string]string{}, Header: map[string]string{}}
	described, wider, listed := map[string]catalog.Schema{}, map[string]string{}, []catalog.Choice(nil)
	for _, p := range o.Parameters {
		p = d.parameter(p)
		asked := catalog.Parameter{Name: p.Name, Schema: d.known(p)}
		wanted := p.Required || asked.Identifies()
		switch {
		case p.In == "path":
			described[p.Name] = asked.Schema
		case p.In == "query" && wanted:
			r.Query[p.Name] = d.one(p, asked.Text())
			listed = append(listed, d.lists(p, r.Query[p.Name])...)
		case p.In == "header" && wanted && harmlessHeader.MatchString(p.Name):
			r.Header[p.Name] = asked.Text()
		}
		if value, ok := asked.Wider(); ok && p.In == "query" {
			wider[p.Name] = value
		}
		r.Choices = choices(r, p.In, asked)
	}
	if len(wider) > 0 {
		r.Wider = wider
	}
	r.Asked = askedPath(path, described)
	r.Choices = slices.Concat(r.Choices, pathChoices(path, described, r.Asked), listed)
	if mixed, ok := r.Mixed(); ok && (method == "GET" || method == "HEAD") {
		r.Choices = append(r.Choices, mixed)
	}
	if o.Body != nil {
		r.Body, r.Form, r.Left = d.body(*o.Body)
	}
	return r
}

// mostChoices is how many further values are tried of what a route is asked for.
const mostChoices = 4

// isList tells a parameter of a query that is given once for each of several values.
func (d *document) isList(p parameter) (items schema, ok bool) {
	s := d.resolve(p.Schema, 0)
	if p.In != "query" || s.Type != "array" || s.Items == nil {
		return schema{}, false
	}
	return d.resolve(*s.Items, 0), true
}

// one is the one value that a list has.
func (d *document) one(p parameter, value string) string {
	if _, ok := d.isList(p); ok && value == "{conversations}" {
		return "{conversation}"
	}
	return value
}

// lists are the ways to ask for two, one of which is the caller's own.
func (d *document) lists(p parameter, value string) (choices []catalog.Choice) {
	_, repeated := d.isList(p)
	if !repeated && value != "{conversations}" {
		return nil
	}
	for _, list := range catalog.Listed(strings.Replace(value, "{conversations}", "{conversation}", 1), repeated) {
		choices = append(choices, catalog.Choice{Query: map[string]string{p.Name: list}})
	}
	return choices
}

// pathChoices are the further values of parameters of a path that have a few.
func pathChoices(path string, described map[string]catalog.Schema, usual string) (choices []catalog.Choice) {
	for _, name := range slices.Sorted(maps.Keys(described)) {
		values := catalog.Parameter{Schema: described[name]}.Values()
		for _, value := range values[:min(len(values), mostChoices+1)] {
			other := maps.Clone(described)
			other[name] = catalog.Schema{Enum: []any{value}}
			if asked := askedPath(path, other); asked != usual {
				choices = append(choices, catalog.Choice{Asked: asked})
			}
		}
	}
	return choices
}

// choices adds the further values of a parameter, each to the next request: those of several
// parameters go together.
func choices(r catalog.Route, place string, asked catalog.Parameter) []catalog.Choice {
	values := asked.Further(r.Query[asked.Name])
	if place == "header" {
		values = asked.Further(r.Header[asked.Name])
		if wider, ok := asked.Wider(); ok {
			values = append([]string{wider}, values...)
		}
	}
	list := r.Choices
	for i, value := range values[:min(len(values), mostChoices)] {
		if i == len(list) {
			list = append(list, catalog.Choice{Query: map[string]string{}, Header: map[string]string{}})
		}
		switch {
		case place == "query":
			list[i].Query[asked.Name] = value
		case place == "header" && ownHeader.MatchString(asked.Name):
			list[i].Header[asked.Name] = value
		}
	}
	return slices.DeleteFunc(list, func(c catalog.Choice) bool { return len(c.Query)+len(c.Header) == 0 })
}

// ownHeader are headers of the application's own.
var ownHeader = regexp.MustCompile(`(?i)^x-[a-z-]+$`)

// parameter follows a reference.
func (d *document) parameter(p parameter) parameter {
	if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
		return d.Components.Parameters[name]
	}
	return p
}

// harmlessHeader are headers that are no credentials, and nothing that the connection is about.
var harmlessHeader = regexp.MustCompile(`(?i)^x-(user|owner|tenant|org|team|workspace|account|email|request|correlation|client)[a-z-]*$`)

// askedPath puts what is asked for in the place of the parameters of a path, "{name}"
// or as Starlette has them, "{name:path}".
func askedPath(path string, described map[string]catalog.Schema) string {
	segments := strings.Split(path, "/")
	parts := slices.Clone(segments)
	for i, segment := range parts {
		near := ""
		if i > 0 && !catalog.PathParameter.MatchString(parts[i-1]) {
			near = parts[i-1]
		}
		segments[i] = catalog.PathParameter.ReplaceAllStringFunc(segment, func(hole string) string {
			name, kind, _ := strings.Cut(strings.Trim(hole, "{}"), ":")
			schema := described[name]
			if kind == "int" {
				schema.Type = "integer"
			} else if kind != "str" {
				schema.Format = cmp.Or(schema.Format, kind)
			}
			return catalog.Parameter{Name: name, Near: near, InPath: true, Schema: schema}.Text()
		})
	}
	return strings.Join(segments, "/")
}

// known is what is said of a parameter.
func (d *document) known(p parameter) catalog.Schema {
	s := d.resolve(p.Schema, 0)
	if items, ok := d.isList(p); ok {
		s = items
	}
	s.Type, s.Format = cmp.Or(s.Type, p.Type), cmp.Or(s.Format, p.Format)
	if p.Example != nil {
		s.Example = p.Example
	}
	return s.plain()
}

// body is what a route is sent: JSON where it takes that, else a form.
func (d *document) body(c content) (body any, form *catalog.FormBody, left string) {
	if s, ok := d.schemaOf(c, "json"); ok {
		return d.value(catalog.Parameter{}, s, 0), nil, ""
	}
	for _, kind := range []string{catalog.URLEncoded, catalog.Multipart} {
		if s, ok := d.schemaOf(c, kind); ok {
			return d.value(catalog.Parameter{}, s, 0), &catalog.FormBody{Type: kind, Files: d.files(s)}, ""
		}
	}
	return nil, nil, "takes neither JSON nor a form"
}

// files are the fields of a form that are files, in the words of OpenAPI 3.0 and 3.1.
func (d *document) files(s schema) (names []string) {
	s = d.resolve(s, 0)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if p := d.resolve(s.Properties[name], 0); p.Format == "binary" || p.ContentMediaType != "" {
			names = append(names, name)
		}
	}
	return names
}

// schemaOf is the schema of a body in some media type; of one without a word about its type,
// as JSON.
func (d *document) schemaOf(c content, like string) (s schema, ok bool) {
	if name, ok := strings.CutPrefix(c.Ref, "#/components/requestBodies/"); ok {
		c = d.Components.RequestBodies[name]
	}
	for kind, media := range c.Content {
		if strings.Contains(kind, like) || kind == "*/*" && like == "json" {
			return media.Schema, true
		}
	}
	return schema{}, len(c.Content) == 0
}
