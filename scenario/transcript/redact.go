package transcript

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// Secrets are what must stand nowhere, each with the marker that stands for it.
type Secrets map[string]string

// shortest is how long a text must be to be taken for a secret: shorter ones stand in
// every answer by chance.
const shortest = 6

// Add notes a secret: "«token:user-1»" will stand for it. The first name stays.
func (s Secrets) Add(secret, name string) {
	if _, known := s[secret]; !known && len(secret) >= shortest {
		s[secret] = "«" + name + "»"
	}
}

// cleaner replaces each secret in all its forms.
func (s Secrets) cleaner() func(string) string {
	exact, addresses := s.replacer(), s.addresses()
	return func(text string) string {
		text = exact.Replace(text)
		if mayHold(text) {
			for _, a := range addresses {
				text = a.pattern.ReplaceAllLiteralString(text, a.marker)
			}
		}
		return text
	}
}

// longestFirst sorts texts of which one may contain another.
func longestFirst(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }

// replacer replaces each secret in the forms that are its own.
func (s Secrets) replacer() *strings.Replacer {
	forms := make(map[string]string)
	for secret, marker := range s {
		for _, form := range formsOf(secret) {
			forms[form] = marker
		}
	}
	var pairs []string
	for _, form := range slices.SortedFunc(maps.Keys(forms), longestFirst) {
		pairs = append(pairs, form, forms[form])
	}
	return strings.NewReplacer(pairs...)
}

// formsOf are those in which servers echo a text: as it is, in JSON as Go, JavaScript
// and Python write it, in a URL, in base64 (padded or not, also within a longer text).
func formsOf(text string) []string {
	var plain strings.Builder
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text)
	quoted, _ := json.Marshal(text)
	var ascii strings.Builder
	for _, unit := range utf16.Encode([]rune(strings.TrimSpace(plain.String()))) {
		if unit < 0x80 {
			ascii.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&ascii, `\u%04x`, unit)
		}
	}
	forms := []string{text, url.QueryEscape(text), url.PathEscape(text)}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		forms = append(append(forms, encoding.EncodeToString([]byte(text))), within(encoding, text)...)
	}
	for _, json := range []string{string(quoted), strings.TrimSpace(plain.String()), ascii.String()} {
		forms = append(forms, json[1:len(json)-1])
	}
	return forms
}

// within are the forms of a text in the base64 of a longer one, by how many bytes it
// stands behind a multiple of three. What a neighbour shares a character with is left out.
func within(encoding *base64.Encoding, text string) []string {
	var forms []string
	for behind := range 3 {
		whole := encoding.EncodeToString(append(make([]byte, behind), text...))
		begin, end := (8*behind+5)/6, 8*(behind+len(text))/6
		forms = append(forms, whole[begin:end])
	}
	return forms
}

// Redacted is the transcript without the secrets, whoever wrote them where.
func (t *Transcript) Redacted(s Secrets) *Transcript {
	clean := s.cleaner()
	r := *t
	r.Facts = t.Facts.redacted(clean)
	r.Exchanges = make([]Exchange, len(t.Exchanges))
	for i, e := range t.Exchanges {
		r.Exchanges[i] = e.redacted(clean)
		r.Facts.keepTelling(r.Exchanges[i].Response, e.Response, clean)
	}
	r.Soak = t.Soak.redacted(clean)
	r.Missing, r.Excuses = cleanMap(t.Missing, clean), cleanMap(t.Excuses, clean)
	r.Notes, r.Clocks, r.Leftovers = cleanAll(t.Notes, clean), cleanAll(t.Clocks, clean), cleanAll(t.Leftovers, clean)
	r.Target = Target{URL: clean(t.Target.URL), Server: clean(t.Target.Server), Version: clean(t.Target.Version), Kind: clean(t.Target.Kind), Reach: t.Target.Reach}
	r.Settings.Project = catalog.Project{File: clean(t.Settings.Project.File), Graphs: cleanAll(t.Settings.Project.Graphs, clean),
		Keys: cleanTexts(t.Settings.Project.Keys, clean)}
	r.Routes.Documented, r.Routes.Own = cleanAll(t.Routes.Documented, clean), cleanRoutes(t.Routes.Own, clean)
	return &r
}

func (e Exchange) redacted(clean func(string) string) Exchange {
	e.Request = Request{Method: e.Request.Method, Path: clean(e.Request.Path), Query: clean(e.Request.Query), Header: clean(e.Request.Header), Body: cleanJSON(e.Request.Body, clean)}
	e.Response, e.Failure = e.Response.redacted(clean), clean(e.Failure)
	e.Operation, e.Graph = cleanRoute(e.Operation, clean), clean(e.Graph)
	return e
}

// cleanRoute cleans what names a route of the server's; the other names are our own.
func cleanRoute(name string, clean func(string) string) string {
	if _, _, ok := catalog.SplitRoute(name); ok {
		return clean(name)
	}
	return name
}

func cleanRoutes(routes []catalog.Route, clean func(string) string) []catalog.Route {
	var c []catalog.Route
	for _, r := range routes {
		c = append(c, catalog.Route{Method: r.Method, Path: clean(r.Path), Asked: clean(r.Asked), Query: cleanTexts(r.Query, clean), Wider: cleanTexts(r.Wider, clean),
			Header: cleanTexts(r.Header, clean), Body: cleanTree(r.Body, clean), Form: cleanForm(r.Form, clean), Left: clean(r.Left),
			Choices: cleanChoices(r.Choices, clean)})
	}
	return c
}

func cleanChoices(choices []catalog.Choice, clean func(string) string) (c []catalog.Choice) {
	for _, choice := range choices {
		c = append(c, catalog.Choice{Asked: clean(choice.Asked), Query: cleanTexts(choice.Query, clean), Header: cleanTexts(choice.Header, clean)})
	}
	return c
}

func cleanForm(f *catalog.FormBody, clean func(string) string) *catalog.FormBody {
	if f == nil {
		return nil
	}
	return &catalog.FormBody{Type: clean(f.Type), Files: cleanAll(f.Files, clean)}
}

// cleanTexts cleans names and texts that a server documents.
func cleanTexts(m map[string]string, clean func(string) string) map[string]string {
	if m == nil {
		return nil
	}
	c := make(map[string]string, len(m))
	for name, text := range m {
		c[clean(name)] = clean(text)
	}
	return c
}

func (f Facts) redacted(clean func(string) string) Facts {
	f.Things, f.Absent = cleanMap(f.Things, clean), cleanMap(f.Absent, clean)
	f.HandedOn = cleanAll(f.HandedOn, clean)
	f.Cookies, f.Address = clean(f.Cookies), clean(f.Address)
	f.Declared, f.InputKeys, f.Graphs, f.ListedCron = cleanAll(f.Declared, clean), cleanAll(f.InputKeys, clean), cleanAll(f.Graphs, clean), cleanObject(f.ListedCron, clean)
	f.Named = slices.Clone(f.Named)
	for i, n := range f.Named {
		f.Named[i] = cleanAll(n, clean)
	}
	f.Namespace, f.Stored, f.Own, f.Written = cleanAll(f.Namespace, clean), cleanAll(f.Stored, clean), cleanAll(f.Own, clean), cleanAll(f.Written, clean)
	users := make([]User, len(f.Users))
	for i, user := range f.Users {
		users[i] = User{Name: user.Name, Email: clean(user.Email), Subject: clean(user.Subject), Issuer: clean(user.Issuer),
			Owned: cleanObject(user.Owned, clean), MadeOf: clean(user.MadeOf), Untold: user.Untold}
	}
	f.Users = users
	if f.Given != nil {
		f.Given = &catalog.Given{Input: cleanObject(f.Given.Input, clean), Context: cleanObject(f.Given.Context, clean)}
	}
	f.Server, f.Role, f.Graph, f.Shape, f.Listed = clean(f.Server), clean(f.Role), clean(f.Graph), cleanTree(f.Shape, clean), cleanObject(f.Listed, clean)
	f.Wider = cleanWider(f.Wider, clean)
	return f
}

func (r *Response) redacted(clean func(string) string) *Response {
	if r == nil {
		return nil
	}
	c := *r
	c.URL, c.Location, c.Detail, c.Body = clean(r.URL), clean(r.Location), langgraph.Shorten(clean(r.Detail)), clean(r.Body)
	c.ContentType = clean(r.ContentType)
	c.More = More{Decoded: clean(r.More.Decoded)}
	if c.More.Decoded != r.More.Decoded && holdsEncoded(c.Body, clean) {
		c.Body = sealed(r.Body)
	}
	c.Events = nil
	for _, event := range r.Events {
		c.Events = append(c.Events, Event{Type: clean(event.Type), Data: clean(event.Data)})
	}
	return &c
}

func cleanWider(m map[string]catalog.Wider, clean func(string) string) map[string]catalog.Wider {
	c := make(map[string]catalog.Wider, len(m))
	for list, w := range m {
		c[list] = catalog.Wider{Query: cleanTexts(w.Query, clean), Body: cleanObject(w.Body, clean)}
	}
	return c
}

func cleanMap(m map[string]string, clean func(string) string) map[string]string {
	c := make(map[string]string, len(m))
	for key, text := range m {
		c[key] = clean(text)
	}
	return c
}

func cleanAll(list []string, clean func(string) string) []string {
	var c []string
	for _, text := range list {
		c = append(c, clean(text))
	}
	return c
}

func cleanJSON(body json.RawMessage, clean func(string) string) json.RawMessage {
	if body == nil {
		return nil
	}
	return json.RawMessage(clean(string(body)))
}

// cleanObject cleans an object; one that is not there stays so.
func cleanObject(o map[string]any, clean func(string) string) map[string]any {
	if o == nil {
		return nil
	}
	return cleanTree(o, clean).(map[string]any)
}

// cleanTree cleans the texts of a JSON value: a secret may stand at any depth.
func cleanTree(value any, clean func(string) string) any {
	switch v := value.(type) {
	case string:
		return clean(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = cleanTree(item, clean)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, item := range v {
			object[clean(key)] = cleanTree(item, clean)
		}
		return object
	}
	return value
}
