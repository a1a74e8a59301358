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

// Group are variants that concern one thing.
type Group struct {
	Title string
	Flaws []Flaw
}

// Groups lists all variants by what they concern, the sound ones last.
func Groups() []Group {
	return []Group{
		{"The module as a whole", wholeFlaws},
		{"Handlers that are missing", handlerFlaws()},
		{"Handlers that get the owner from the wrong place", slices.Concat(ownerFlaws, nestedFlaws)},
		{"Who is let in without a login", loginFlaws},
		{"How tokens are checked", slices.Concat(tokenFlaws, forgeryFlaws)},
		{"Logins that are remembered", endingFlaws},
		{"What the body of a run says, and what runs leave behind", slices.Concat(runFlaws, bodyFlaws)},
		{"Who is logged in, but not as whom", slices.Concat(identityFlaws, profileFlaws)},
		{"Requests that overlap", overlapFlaws},
		{"Handlers that go by more than who asks", reasonFlaws},
		{"Places of the store", placeFlaws},
		{"Routes that nobody guards", routeFlaws},
		{"Own routes", slices.Concat(ownRouteFlaws, givenFlaws, severalFlaws)},
		{"Encoded answers, and what answers show besides", slices.Concat(encodedFlaws, shownFlaws, silentFlaws)},
		{"Other doors than the Authorization header", slices.Concat(cookieFlaws, filterFlaws, doorFlaws, elsewhereFlaws)},
		{"What was made for tests, proxies or the support", switchFlaws},
		{"Requests that are written otherwise", otherwiseFlaws},
		{"Routes that ask no handler", siblingFlaws()},
		{"Layouts of the store, and tables of owners", slices.Concat(layoutFlaws, keyFlaws, tableFlaws, spelledFlaws)},
		{"Other ways to be sound", slices.Concat(layoutVariants, keyVariants, placeVariants, tableVariants, spelledVariants,
			nestedVariants, encodedVariants, shownVariants, cookieVariants, memoryVariants, filterVariants, givenVariants, severalVariants, silentVariants, bodyVariants, otherwiseVariants, soundVariants)},
	}
}

// Flaws lists all variants, in the order of [Groups].
func Flaws() []Flaw {
	var all []Flaw
	for _, g := range Groups() {
		all = append(all, g.Flaws...)
	}
	return all
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
