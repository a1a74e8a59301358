package catalog

import (
	"maps"
	"slices"
	"strings"
)

// Recipe makes, in a shell, a thing of user 1 like the ones that checks are tried on.
// `authcheck cleanup` finds it by its tag.
type Recipe struct {
	Variable string   // of the shell
	Names    []string // of the things that it stands for
	Create   Operation
	Field    string // of the answer
	// Spelled are the same things in other spellings, by what makes these of the variable.
	Spelled map[string]string
}

// Variables are those of the shell that a recipe sets.
func (r Recipe) Variables() []string {
	names := []string{r.Variable}
	for _, name := range slices.Sorted(maps.Keys(r.Spelled)) {
		names = append(names, strings.ToUpper(name))
	}
	return names
}

var byHand = object{"made_by": MadeBy}

// Recipes are for the things with an ID that the server chooses.
var Recipes = []Recipe{
	{"THREAD", []string{"thread", "thread_s", "thread_w", "thread_d", "thread_p", "thread_r", "conversation"},
		Operation{Method: "POST", Path: "/threads", Body: func(*Values) any { return object{"metadata": byHand} }}, "thread_id",
		map[string]string{"thread_bare": "tr -d -", "thread_upper": "tr a-f A-F", "thread_braced": "sed 's/.*/%7B&%7D/'", "thread_urn": "sed 's/^/urn:uuid:/'"}},
	{"ASSISTANT", []string{"assistant", "assistant_w", "assistant_d", "assistant_x", "runnable"},
		Operation{Method: "POST", Path: "/assistants", Body: func(v *Values) any {
			body := object{"graph_id": v.Text("graph"), "metadata": byHand}
			if v.ByConfig {
				body["if_exists"] = "do_nothing" // the one of the last time does as well
			}
			return configured(v, body, byHand)
		}}, "assistant_id", nil},
	{"CRON", []string{"cron", "cron_w", "cron_d"},
		Operation{Method: "POST", Path: "/runs/crons", Body: func(v *Values) any {
			return object{"assistant_id": v.Text("graph"), "schedule": "0 0 29 2 *", "enabled": false, "metadata": byHand}
		}}, "cron_id", nil},
}

// StoreRecipe puts an item back where the check found it.
var StoreRecipe = Operation{Method: "PUT", Path: "/store/items", Body: func(v *Values) any {
	return object{"namespace": v.List("namespace"), "key": v.Text("key"), "value": object{"of": "user 1"}}
}}
