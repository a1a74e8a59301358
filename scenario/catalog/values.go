package catalog

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Values are what a request is built from: the IDs of what the run has made, and
// what one caller writes. What is asked for and not there is remembered.
type Values struct {
	Texts   map[string]string
	Objects map[string]map[string]any
	Lists   map[string][]string
	Wider   map[string]Wider // by the operation that sends it
	Learned map[string]Wider // what a run has learned to add, by the operation that sends it
	Shape   any              // of the graph's state, with SeedMark where a text goes
	Given   *Given           // what runs are given besides, where the server starts none without
	// ByConfig has every assistant differ from the others by its configuration.
	ByConfig bool

	missing []string // names, each once
}

// Given is what a graph's schemas ask for: fields of a run's input, and of its context.
type Given struct {
	Input   map[string]any `json:"input,omitempty"`
	Context map[string]any `json:"context,omitempty"`
}

// SeedMark stands in a state's shape where a text of ours goes.
const SeedMark = "@authcheck@"

// Text is a text of the run: an ID, a tag, a marker.
func (v *Values) Text(name string) string {
	text, ok := v.Texts[name]
	v.note(name, ok)
	return text
}

// Object is a JSON object of the run, such as the metadata that shows an owner.
func (v *Values) Object(name string) map[string]any {
	object, ok := v.Objects[name]
	v.note(name, ok)
	return object
}

// List is a list of the run, such as a namespace of the store.
func (v *Values) List(name string) []string {
	list, ok := v.Lists[name]
	v.note(name, ok)
	return list
}

// State is a state of the graph that holds the text.
func (v *Values) State(text string) any {
	v.note("state", v.Shape != nil)
	return planted(v.Shape, text)
}

// planted puts the text in the place of SeedMark.
func planted(shape any, text string) any {
	switch node := shape.(type) {
	case string:
		return strings.ReplaceAll(node, SeedMark, text)
	case []any:
		list := make([]any, len(node))
		for i, item := range node {
			list[i] = planted(item, text)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(node))
		for key, item := range node {
			object[key] = planted(item, text)
		}
		return object
	}
	return shape
}

func (v *Values) note(name string, ok bool) {
	if !ok && !slices.Contains(v.missing, name) {
		v.missing = append(v.missing, name)
	}
}

// With are the same values, with some texts changed.
func (v *Values) With(texts map[string]string) *Values {
	changed := *v
	changed.Texts = maps.Clone(v.Texts)
	maps.Copy(changed.Texts, texts)
	changed.missing = nil
	return &changed
}

// Missing names the first of the values that a request needs and that is not there; "" for none.
func (o Operation) Missing(v *Values) string {
	asked := *v
	asked.missing = nil
	o.filled(&asked)
	if len(asked.missing) == 0 {
		return ""
	}
	return asked.missing[0]
}

// Request is a row with the values filled in.
type Request struct {
	Method string
	Path   string // escaped, starts with "/"
	Query  url.Values
	Header map[string]string
	Body   json.RawMessage // nil for none
}

// HeaderLine are the headers that a row asks for, in one line.
func (o Operation) HeaderLine(v *Values) string {
	var lines []string
	request, _ := o.Request(v)
	for _, name := range slices.Sorted(maps.Keys(request.Header)) {
		lines = append(lines, name+": "+request.Header[name])
	}
	return strings.Join(lines, ", ")
}

// Request fills in the values. missing names the first that is not there; then the
// request can't be sent.
func (o Operation) Request(v *Values) (request Request, missing string) {
	asked := *v
	asked.missing = nil
	request, body := o.filled(&asked)
	if body != nil {
		request.Body = encode(body)
	}
	if len(asked.missing) > 0 {
		missing = asked.missing[0]
	}
	return request, missing
}

// filled is the row with values, which remember what is missing. The body is still a value.
func (o Operation) filled(v *Values) (request Request, body any) {
	request = Request{Method: o.Method, Path: v.fill(o.Path, url.PathEscape), Query: url.Values{}, Header: map[string]string{}}
	for name, value := range o.Query {
		request.Query.Del(name)
		for one := range strings.SplitSeq(v.fill(value, plain), Repeated) {
			request.Query.Add(name, one)
		}
	}
	for name, value := range o.Header {
		request.Header[name] = v.fill(value, plain)
	}
	if o.Body != nil {
		body = o.Body(v)
	}
	v.Learned[o.ID].addTo(&request)
	if o.Widened {
		body = v.widen(o, &request, body)
	}
	return request, body
}

// encode writes JSON; the rows hold nothing that has none.
func encode(body any) json.RawMessage {
	text, err := json.Marshal(body)
	if err != nil {
		panic("catalog: " + err.Error())
	}
	return text
}

// Repeated parts the values of a parameter that is given several times.
const Repeated = "\n"

var hole = regexp.MustCompile(`\{[a-z_0-9]+\}`)

func (v *Values) fill(text string, escape func(string) string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return hole.ReplaceAllStringFunc(text, func(name string) string { return escape(v.Text(name[1 : len(name)-1])) })
}

func plain(text string) string { return text }

// Names are the texts that a request of the operation is built from.
func (o Operation) Names(v *Values) []string {
	blank := &Values{Texts: map[string]string{}, Objects: v.Objects, Lists: v.Lists, Wider: v.Wider, Learned: v.Learned, Shape: v.Shape, Given: v.Given}
	o.filled(blank)
	return blank.missing
}
