package verdict

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
)

// curl are the lines that show the same thing in a shell, with tokens as variables:
// the run's own things are removed at the end, so they are made again.
func (c *court) curl(t trial) string {
	nothingToSend := len(t.id.Forms) > 0 && len(t.id.Forms[0]) == 0
	if t.id.Curl == "" && !nothingToSend || t.id.Token == catalog.Expired && !c.Settings.HasExpired {
		return "" // nobody has that token at hand
	}
	v := c.supply().Values(t.op, t.id)
	delete(v.Texts, "canary")
	lines := c.remake(t.op, v)
	return strings.Join(append(lines, c.curlLine(t.op, v, t.id.Curl, "-i")), "\n")
}

// curlTogether are lines that have both users ask for the same, again and again, at the same time.
func (c *court) curlTogether(o catalog.Operation) string {
	v := c.supply().Values(o, catalog.IdentityNamed("other-user"))
	lines := c.remake(o, v)
	one := c.curlLine(o, v, catalog.IdentityNamed("owner").Curl, "-s -o /dev/null")
	two := c.curlLine(o, v, catalog.IdentityNamed("other-user").Curl, "-s")
	return strings.Join(append(lines, "for i in $(seq 100); do "+one+" & "+two+"; done | sort | uniq -c"), "\n")
}

// remake writes the lines that make the things again, and puts their shell
// variables into the values.
func (c *court) remake(o catalog.Operation, v *catalog.Values) []string {
	owner := catalog.IdentityNamed("owner").Curl
	used := o.Names(v)
	var lines []string
	for _, made := range catalog.Recipes {
		if !slices.ContainsFunc(used, func(name string) bool { return slices.Contains(made.Names, name) || made.Spelled[name] != "" }) {
			continue
		}
		create := c.curlLine(made.Create, v, owner, "-s")
		lines = append(lines, made.Variable+"=$("+create+` | sed 's/.*"`+made.Field+`": *"\([^"]*\)".*/\1/')`)
		for _, name := range made.Names {
			v.Texts[name] = variable(made.Variable)
		}
		for _, name := range used {
			if spelling := made.Spelled[name]; spelling != "" {
				lines = append(lines, strings.ToUpper(name)+`=$(echo "$`+made.Variable+`" | `+spelling+`)`)
				v.Texts[name] = variable(strings.ToUpper(name))
			}
		}
	}
	if slices.Contains(used, "key") && slices.Contains(used, "dotted") {
		lines = append(lines, c.curlLine(catalog.StoreRecipe, v, owner, "-s"))
	}
	return lines
}

// curlLine is one call. The header is a row's own, and may end with a variable.
func (c *court) curlLine(o catalog.Operation, v *catalog.Values, header, flag string) string {
	request, _ := o.Request(v)
	target := strings.TrimRight(c.Target.URL, "/") + request.Path
	if len(request.Query) > 0 {
		target += "?" + request.Query.Encode()
	}
	parts := []string{"curl", flag}
	if o.Method != http.MethodGet {
		parts = append(parts, "-X", o.Method)
	}
	if o.LeadsUp() {
		parts = append(parts, "--path-as-is")
	}
	parts = append(parts, quote(target))
	if header != "" {
		text, name, _ := strings.Cut(header, "$")
		if name != "" {
			text += variable(name)
		}
		parts = append(parts, "-H", quote(text, name))
	}
	for _, name := range slices.Sorted(maps.Keys(request.Header)) {
		parts = append(parts, "-H", quote(name+": "+request.Header[name]))
	}
	if o.Body != nil {
		parts = append(parts, curlBody(o.Form, request.Body)...)
	}
	return strings.Join(parts, " ")
}

// curlBody is a body as curl sends it: JSON, or the fields of a form.
func curlBody(form *catalog.FormBody, body json.RawMessage) (parts []string) {
	var fields map[string]any
	if form != nil && form.Type == catalog.PlainText {
		return []string{"-H", quote("Content-Type: " + form.Type), "-d", quote(string(body))}
	}
	if form == nil || json.Unmarshal(body, &fields) != nil {
		return []string{"-H", "'Content-Type: application/json'", "-d", quote(string(body))}
	}
	flag := "--data-urlencode"
	if form.Type == catalog.Multipart {
		flag = "-F"
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		text := fmt.Sprint(fields[name])
		if slices.Contains(form.Files, name) {
			text = "@-"
		}
		parts = append(parts, flag, quote(name+"="+text))
	}
	return parts
}

// variable stands for a variable of the shell in a text that is still to be quoted.
// It survives the escaping of URLs and JSON.
func variable(name string) string { return variables + name + "." }

const variables = "authcheck.variable."

// quote makes one word of a shell of a text, which is only text there, whoever wrote
// it. Only the variables that recipes make, and those that are named, are filled in.
func quote(text string, named ...string) string {
	quoted := phrase.ShellWord(text)
	if !strings.Contains(text, variables) {
		return quoted
	}
	for _, made := range catalog.Recipes {
		named = append(named, made.Variables()...)
	}
	for _, name := range named {
		if name != "" {
			quoted = strings.ReplaceAll(quoted, variable(name), `'"$`+name+`"'`)
		}
	}
	return cmp.Or(strings.TrimSuffix(strings.TrimPrefix(quoted, "''"), "''"), "''")
}
