package scenario

import (
	"maps"
	"slices"
	"strings"
)

// recipe makes, in a shell, a thing of user 1 like the one that a check was tried
// on: the run's own is removed at the end. `authcheck cleanup` finds it by its tag.
type recipe struct {
	variable string // of the shell
	vars     []string
	create   Operation
	field    string
}

var recipes = []recipe{
	{"THREAD", []string{"thread", "thread_s", "thread_w", "thread_d", "thread_p", "thread_r"},
		Operation{Method: "POST", Path: "/threads", Body: `{"metadata":{"made_by":"authcheck"}}`}, "thread_id"},
	{"ASSISTANT", []string{"assistant", "assistant_w", "assistant_d", "assistant_x", "runnable"},
		Operation{Method: "POST", Path: "/assistants", Body: `{"graph_id":"$graph","metadata":{"made_by":"authcheck"}}`}, "assistant_id"},
	{"CRON", []string{"cron", "cron_w", "cron_d"},
		Operation{Method: "POST", Path: "/runs/crons", Body: `{"assistant_id":"$graph","schedule":"0 0 29 2 *","enabled":false,"metadata":{"made_by":"authcheck"}}`}, "cron_id"},
}

// storeRecipe puts an item back where the check found it.
var storeRecipe = Operation{Method: "PUT", Path: "/store/items", Body: `{"namespace":$namespace,"key":"$key","value":{"of":"user 1"}}`}

// curl are the lines that show the same thing in a shell, with tokens as variables.
func (r *run) curl(a answer) string {
	if a.identity.Curl == "" && a.identity.ID != "no-token" || a.identity.ID == "expired" && r.config.ExpiredToken == "" {
		return "" // nobody has that token at hand
	}
	v := r.varsOf(a.op, a.identity)
	v["secret"] = ""
	lines := r.remake(a.op, v)
	request, err := v.request(a.op)
	if err != nil {
		return ""
	}
	line := r.curlLine(a.op, v, request.Path, a.identity.Curl, "-i")
	return strings.Join(append(lines, line), "\n")
}

// remake writes the lines that make the things again, and puts their shell
// variables into v.
func (r *run) remake(o Operation, v vars) []string {
	used := wanted(o.templates())
	var lines []string
	for _, made := range recipes {
		if !slices.ContainsFunc(used, func(name string) bool { return slices.Contains(made.vars, name) }) {
			continue
		}
		one := r.curlLine(made.create, v, made.create.Path, caller("owner").Curl, "-s")
		lines = append(lines, made.variable+`=$(`+one+` | sed 's/.*"`+made.field+`": *"\([^"]*\)".*/\1/')`)
		for _, name := range made.vars {
			v[name] = "$" + made.variable
		}
	}
	if slices.Contains(used, "key") && slices.Contains(used, "dotted") {
		lines = append(lines, r.curlLine(storeRecipe, v, storeRecipe.Path, caller("owner").Curl, "-s"))
	}
	return lines
}

func (r *run) curlLine(o Operation, v vars, path, header, flag string) string {
	request, err := v.request(o)
	if err != nil {
		return ""
	}
	target := r.client.Target(path, nil)
	if len(request.Query) > 0 {
		target += "?" + request.Query.Encode()
	}
	parts := []string{"curl", flag}
	if o.Method != "GET" {
		parts = append(parts, "-X", o.Method)
	}
	parts = append(parts, quote(strings.ReplaceAll(target, "%24", "$")))
	if header != "" {
		parts = append(parts, "-H", quote(header))
	}
	extra := v.header(o)
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		parts = append(parts, "-H", quote(name+": "+extra.Get(name)))
	}
	if o.Body != "" {
		parts = append(parts, "-H", "'Content-Type: application/json'", "-d", quote(v.expand(o.Body, jsonText)))
	}
	return strings.Join(parts, " ")
}

// quote is for a shell: in single quotes, or in double ones where there is a variable in it.
func quote(text string) string {
	if strings.Contains(text, "$") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`").Replace(text) + `"`
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
