package langgraphtest

import (
	"fmt"
	"net/http"
	"slices"
)

// Flaw is a variant of the server under a name: one mistake on an otherwise
// sound server, or another way to be sound.
type Flaw struct {
	// Name is kebab-case and stable.
	Name string
	// Summary says in one line what a developer did.
	Summary string
	// Sound variants let nobody in and nothing across.
	Sound bool

	module func(Options) module
}

// Flaws lists all variants, by name.
func Flaws() []Flaw {
	all := slices.Concat(wholeFlaws)
	slices.SortFunc(all, func(a, b Flaw) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// findFlaw is the variant of that name; the sound server has none.
func findFlaw(name string) (Flaw, error) {
	if name == "" {
		return Flaw{Sound: true, module: sound}, nil
	}
	for _, flaw := range Flaws() {
		if flaw.Name == name {
			return flaw, nil
		}
	}
	return Flaw{}, fmt.Errorf("no flaw named %q", name)
}

// change is a sound module with something done to it.
func change(edit func(m *module, o Options)) func(Options) module {
	return func(o Options) module {
		m := sound(o)
		edit(&m, o)
		return m
	}
}

// wholeFlaws concern the module as a whole.
var wholeFlaws = []Flaw{
	{Name: "tutorial-as-published", Summary: "the tutorial's auth.py, word for word, on a development server",
		module: change(func(m *module, o Options) {
			m.authenticate = orStudio(tutorialAuth(o.provider()))
			m.on = handlers{"*": ownerOnly}
		})},
	{Name: "no-auth", Summary: "no auth configured at all",
		module: change(func(m *module, _ Options) {
			m.authenticate = func(*http.Request) (*user, error) { return nil, nil }
		})},
	{Name: "no-owner-filter", Summary: "users log in, and nothing says what belongs to whom",
		module: change(func(m *module, _ Options) { m.on = nil })},
}
