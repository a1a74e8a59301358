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
	// Summary says in one line what the developer did.
	Summary string
	// Sound variants let nobody in and nothing across, the development server's own
	// routes and what is shared on purpose apart.
	Sound bool
	// Shared names what is shared on purpose, for --shared.
	Shared []string
	// KeyPair variants are sound where the provider signs with a shared secret.
	KeyPair bool

	edit func(m *module, o Options)
}

// module is the sound module with the variant's change.
func (f Flaw) module(o Options) module {
	m := sound(o)
	if f.edit != nil {
		f.edit(&m, o)
	}
	return m
}

// Flaws lists all variants, grouped by what they concern, the sound ones last.
func Flaws() []Flaw {
	return slices.Concat(wholeFlaws, handlerFlaws(), ownerFlaws, nestedFlaws, loginFlaws, tokenFlaws, forgeryFlaws, endingFlaws, runFlaws, identityFlaws, overlapFlaws,
		reasonFlaws, placeFlaws, routeFlaws, ownRouteFlaws, clothedFlaws, shownFlaws, cookieFlaws, filterFlaws, doorFlaws, elsewhereFlaws, switchFlaws, siblingFlaws(), layoutFlaws, keyFlaws, tableFlaws, spelledFlaws, layoutVariants, keyVariants, placeVariants, tableVariants, spelledVariants,
		nestedVariants, clothedVariants, shownVariants, cookieVariants, memoryVariants, filterVariants, soundVariants)
}

// findFlaw is the variant of that name; the plain sound server has none.
func findFlaw(name string) (Flaw, error) {
	if name == "" {
		return Flaw{Sound: true}, nil
	}
	for _, flaw := range slices.Concat(Flaws(), peopleVariants, loadFlaws) {
		if flaw.Name == name {
			return flaw, nil
		}
	}
	return Flaw{}, fmt.Errorf("no flaw named %q", name)
}

// wholeFlaws concern the module as a whole.
var wholeFlaws = []Flaw{
	{Name: "tutorial-as-published", Summary: "the tutorial's auth.py, word for word, on a development server",
		edit: func(m *module, o Options) {
			m.authenticate = orStudio(tutorialAuth(o.provider()))
			m.on = handlers{"*": ownerOnly}
			m.extra = []route{debugRoute, deployRoute}
		}},
	{Name: "no-auth", Summary: "no auth configured at all",
		edit: func(m *module, _ Options) {
			m.authenticate = func(*http.Request) (*user, error) { return nil, nil }
		}},
	{Name: "no-owner-filter", Summary: "users log in, and no handler says what belongs to whom",
		edit: func(m *module, _ Options) { m.on = nil }},
	{Name: "create-and-search-only", Summary: "handlers for create and search; reading, changing and deleting by ID have none",
		edit: func(m *module, _ Options) {
			m.on = handlers{"*.create": ownerOnly, "*.search": ownerOnly, "store.*": ownNamespace}
		}},
	{Name: "denial-by-crash", Summary: "another user's ID is answered by an exception: 500",
		edit: func(m *module, _ Options) { m.crashes = true }},
}
