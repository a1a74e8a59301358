package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

// Leftover is something on the server that an earlier run made and did not remove, or
// the profile of a test user that it did not put back.
type Leftover struct {
	Kind    string // "cron", "item", "thread", "assistant", "profile"
	ID      string // of an item: namespace and key, joined by "/"; of a profile: whose it is
	User    string // "User 1", in whose list it is
	Run     string // the run's tag, "authcheck-0123abcd"; "" where it is not known
	Created string // as the server writes it; "" where it does not say

	removal  langgraph.Request
	read     bool           // it was read by its ID, and not only listed
	original map[string]any // of a profile: its own values
}

// Leftovers is what a search for leftovers came to.
type Leftovers struct {
	Found []Leftover
	// Missed says what could not be looked through, and why.
	Missed []string
}

// leftoverKinds is the order of lists and of removal: what refers to something
// goes before it.
var leftoverKinds = []string{"cron", "item", "thread", "assistant", profileKind}

// FindLeftovers looks through what each of the users of c can list for things
// with authcheck's tag, and with a provider at their profiles. Of c it uses where the
// servers are and who the users are. The error says that there was no answer (*langgraph.NoAnswerError), or one of
// something that is not a LangGraph server (*langgraph.NotLangGraphError).
func FindLeftovers(ctx context.Context, c Config) (*Leftovers, error) {
	s := newSearch(c)
	if err := s.client.Probe(ctx); err != nil {
		return nil, err
	}
	var all errgroup.Group
	all.SetLimit(searchers(len(s.users)))
	for _, user := range slices.Concat(s.users, guests) {
		all.Go(func() error { s.search(ctx, user); return nil })
	}
	_ = all.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	slices.SortStableFunc(s.found, func(a, b Leftover) int {
		return slices.Index(leftoverKinds, a.Kind) - slices.Index(leftoverKinds, b.Kind)
	})
	return &Leftovers{Found: s.found, Missed: s.missed}, nil
}

// searchers is how many users' things are looked through at once: one, where there are only
// two, so that what both of them list is the first one's.
func searchers(users int) int {
	if users > 2 {
		return 4
	}
	return 1
}

// RemoveLeftovers removes what FindLeftovers has found, each thing as the user in
// whose list it was, puts profiles back, and looks once more: it returns what is still there, and
// what else is left by then.
func RemoveLeftovers(ctx context.Context, c Config, found []Leftover) (*Leftovers, error) {
	s := newSearch(c)
	for _, kind := range leftoverKinds {
		var all errgroup.Group
		all.SetLimit(atOnce)
		for _, l := range found {
			if l.Kind == kind && ctx.Err() == nil {
				all.Go(func() error { s.remove(ctx, l); return nil })
			}
		}
		_ = all.Wait()
	}
	return FindLeftovers(ctx, c)
}

// search is the state of one search for leftovers.
type search struct {
	client   *langgraph.Client
	provider *supabase.Client // nil where tokens were given
	users    []User
	seen     map[string]bool // what another user's list has shown already

	mu     sync.Mutex
	listed map[string]bool // namespaces of runs that the server has
	found  []Leftover
	missed []string
}

func newSearch(c Config) *search {
	client := &langgraph.Client{URL: c.URL, Header: c.Header, HTTP: c.HTTP, Timeout: c.RequestTimeout, Patience: new(langgraph.Patience), Pace: langgraph.NewPace(c.Pace)}
	return &search{client: client, provider: c.Provider, users: knownUsers(c.Users), seen: map[string]bool{}, listed: map[string]bool{}}
}

// Who asks for more patience than this will not serve a search soon.
const (
	searchWaits   = 4
	longestSearch = time.Minute
)

// send makes a request, and waits out the server's rate limit.
func (s *search) send(ctx context.Context, r langgraph.Request) (*langgraph.Response, error) {
	r.Final = func(answer *langgraph.Response, waited int) bool {
		return waited == searchWaits || answer.RetryAfter() > longestSearch
	}
	return s.client.Send(ctx, r)
}

// guests are callers without a token, who made things where a server lets them in: a run
// that was killed, or the shell lines of a report.
var guests = []User{{Name: "Studio"}, {Name: "nobody"}}

func headerOf(user User) http.Header {
	switch {
	case user.Token != "":
		return bearer(user.Token)
	case user.Name == guests[0].Name:
		return http.Header{"X-Auth-Scheme": {"langsmith"}}
	}
	return http.Header{}
}

// search looks through one user's things, of all kinds at once.
func (s *search) search(ctx context.Context, user User) {
	info, err := s.client.Info(ctx, headerOf(user))
	crons, said := info.Flags["crons"]
	lacksCrons := err == nil && said && !crons
	var all errgroup.Group
	for _, list := range tagged {
		if list.kind != "cron" || !lacksCrons {
			all.Go(func() error { s.searchTagged(ctx, user, list); return nil })
		}
	}
	if catalog.ServerNamed(info.Server().ID).BareRuns {
		all.Go(func() error { s.searchBare(ctx, user); return nil })
	}
	all.Go(func() error { s.searchStore(ctx, user); return nil })
	all.Go(func() error { s.searchProfile(ctx, user); return nil })
	_ = all.Wait()
}

// taggedList is a list of things with metadata, as a row of data.
type taggedList struct{ kind, path, field string }

var tagged = []taggedList{
	{"thread", "/threads", "thread_id"},
	{"assistant", "/assistants", "assistant_id"},
	{"cron", "/runs/crons", "cron_id"},
}

// listOf is the list of a kind, where it has one.
func listOf(kind catalog.Kind) (taggedList, bool) {
	i := slices.IndexFunc(tagged, func(list taggedList) bool { return list.kind == string(kind) })
	if i < 0 {
		return taggedList{}, false
	}
	return tagged[i], true
}

// Pages of lists: a server that ignores the offset must not keep us for ever.
const (
	pageSize = 100
	maxPages = 50
)

// searchTagged goes through a list page by page. The tag is compared here, too:
// a server that ignores the filter lists what is none of our business.
func (s *search) searchTagged(ctx context.Context, user User, l taggedList) {
	for page := range maxPages {
		body := fmt.Sprintf(`{"metadata":{"made_by":%q},"limit":%d,"offset":%d}`, catalog.MadeBy, pageSize, page*pageSize)
		var things []map[string]any
		if !s.ask(ctx, user, l.kind+"s", l.path+"/search", body, &things) {
			return
		}
		for _, thing := range things {
			metadata, _ := thing["metadata"].(map[string]any)
			id, _ := thing[l.field].(string)
			if metadata["made_by"] != catalog.MadeBy || !isID(id) {
				continue
			}
			run, _ := metadata["authcheck"].(string)
			created, _ := thing["created_at"].(string)
			s.add(Leftover{Kind: l.kind, ID: id, User: user.Name, Run: runTag.FindString(run), Created: created,
				removal: langgraph.Request{Method: http.MethodDelete, Path: l.path + "/" + id, Header: headerOf(user)}})
		}
		if len(things) < pageSize {
			return
		}
	}
	s.miss(user, l.kind+"s", "there are too many to go through")
}

// ask makes one search and tells whether there is an answer to read. A refusal
// on purpose means that the user can have nothing there, unless it is of threads:
// then the user is not let in at all.
func (s *search) ask(ctx context.Context, user User, what, path, body string, into any) bool {
	request := langgraph.Request{Method: http.MethodPost, Path: path, Header: headerOf(user), Body: json.RawMessage(body)}
	resp, err := s.send(ctx, request)
	switch {
	case err == nil && slices.Contains(shortened, resp.Status) && s.askPages(ctx, request, into):
		return true
	case err != nil:
		s.miss(user, what, cause(err))
	case resp.OK() && resp.Decode(into) == nil:
		return true
	case slices.Contains(refusals, resp.Status) && what != "threads", slices.Contains(lacks, resp.Status):
	default:
		s.miss(user, what, "the server answered "+transcript.StatusText(resp.Status))
	}
	return false
}

// askPages makes a search that was refused in small pages.
func (s *search) askPages(ctx context.Context, request langgraph.Request, into any) bool {
	body, _ := request.Body.(json.RawMessage)
	most, from := pageOf(request.Query, body)
	if most <= smallPage {
		return false
	}
	rows, whole := inPages(from, most, func(limit, offset int) ([]byte, bool) {
		shorten(&request, limit, offset)
		resp, err := s.send(ctx, request)
		if err != nil || !resp.OK() || !resp.Whole() {
			return nil, false
		}
		return resp.Body, true
	})
	return whole && json.Unmarshal(rows, into) == nil
}

var (
	refusals = []int{http.StatusUnauthorized, http.StatusForbidden}
	lacks    = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}
)

func (s *search) miss(user User, what, why string) {
	if user.Token == "" {
		return // who is let in by nobody has made nothing
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missed = append(s.missed, fmt.Sprintf("%s of %s: %s", what, user.Name, why))
}

// add notes a thing once, however many lists it is in: on a server that shows
// users each other's things it is in both.
func (s *search) add(l Leftover) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := l.Kind + " " + l.ID
	if s.seen[key] {
		return
	}
	s.seen[key] = true
	s.found = append(s.found, l)
}
