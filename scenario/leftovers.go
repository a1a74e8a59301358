package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// Leftover is something on the server that an earlier run made and did not remove.
type Leftover struct {
	Kind    string // "cron", "item", "thread", "assistant"
	ID      string // of an item: namespace and key, joined by "/"
	User    string // "User 1", in whose list it is
	Run     string // the run's tag, "authcheck-0123abcd"; "" where it is not known
	Created string // as the server writes it; "" where it does not say

	removal langgraph.Request
}

// Leftovers is what a search for leftovers came to.
type Leftovers struct {
	Found []Leftover
	// Missed says what could not be looked through, and why.
	Missed []string
}

// leftoverKinds is the order of lists and of removal: what refers to something
// goes before it.
var leftoverKinds = []string{"cron", "item", "thread", "assistant"}

// madeBy is the tag that everything carries which a run makes; see meta.
const madeBy = "authcheck"

// FindLeftovers looks through what each of the users of c can list for things
// with authcheck's tag. Of c it uses where the server is and who the users are.
// The error says that there was no answer (*langgraph.NoAnswerError), or one of
// something that is not a LangGraph server (*langgraph.NotLangGraphError).
func FindLeftovers(ctx context.Context, c Config) (*Leftovers, error) {
	s := newSearch(c)
	if err := s.client.Probe(ctx); err != nil {
		return nil, err
	}
	for _, user := range s.users {
		s.search(ctx, user)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	slices.SortStableFunc(s.found, func(a, b Leftover) int {
		return slices.Index(leftoverKinds, a.Kind) - slices.Index(leftoverKinds, b.Kind)
	})
	return &Leftovers{Found: s.found, Missed: s.missed}, nil
}

// RemoveLeftovers removes what FindLeftovers has found, each thing as the user in
// whose list it was, and looks once more: it returns what is still there, and
// what else is left by then.
func RemoveLeftovers(ctx context.Context, c Config, found []Leftover) (*Leftovers, error) {
	s := newSearch(c)
	for _, kind := range leftoverKinds {
		var all errgroup.Group
		all.SetLimit(lanes)
		for _, l := range found {
			if l.Kind == kind && ctx.Err() == nil {
				all.Go(func() error { _, _ = s.client.Send(ctx, l.removal); return nil }) // the second look tells
			}
		}
		_ = all.Wait()
	}
	return FindLeftovers(ctx, c)
}

// search is the state of one search for leftovers.
type search struct {
	client *langgraph.Client
	users  []User
	seen   map[string]bool // what another user's list has shown already

	mu     sync.Mutex
	listed map[string]bool // namespaces of runs that the server has
	found  []Leftover
	missed []string
}

func newSearch(c Config) *search {
	r := &run{config: c}
	r.fillSubjects()
	client := &langgraph.Client{URL: c.URL, Header: c.Header, HTTP: c.HTTP, Timeout: c.RequestTimeout}
	return &search{client: client, users: r.config.Users, seen: map[string]bool{}, listed: map[string]bool{}}
}

// search looks through one user's things, of all kinds at once.
func (s *search) search(ctx context.Context, user User) {
	info, err := s.client.Info(ctx, bearer(user.Token))
	hasCrons := err != nil || info.Flags["crons"]
	var all errgroup.Group
	for _, list := range tagged {
		if list.kind != "cron" || hasCrons {
			all.Go(func() error { s.searchTagged(ctx, user, list); return nil })
		}
	}
	all.Go(func() error { s.searchStore(ctx, user); return nil })
	_ = all.Wait()
}

// taggedList is a list of things with metadata, as a row of data.
type taggedList struct{ kind, path, field string }

var tagged = []taggedList{
	{"thread", "/threads", "thread_id"},
	{"assistant", "/assistants", "assistant_id"},
	{"cron", "/runs/crons", "cron_id"},
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
		body := fmt.Sprintf(`{"metadata":{"made_by":%q},"limit":%d,"offset":%d}`, madeBy, pageSize, page*pageSize)
		var things []map[string]any
		if !s.ask(ctx, user, l.kind+"s", l.path+"/search", body, &things) {
			return
		}
		for _, thing := range things {
			metadata, _ := thing["metadata"].(map[string]any)
			id, _ := thing[l.field].(string)
			if metadata["made_by"] != madeBy || len(id) != 36 || uuid.Validate(id) != nil {
				continue
			}
			run, _ := metadata["authcheck"].(string)
			created, _ := thing["created_at"].(string)
			s.add(Leftover{Kind: l.kind, ID: id, User: user.Name, Run: runTag.FindString(run), Created: created,
				removal: langgraph.Request{Method: http.MethodDelete, Path: l.path + "/" + id, Header: bearer(user.Token)}})
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
	resp, err := s.client.Send(ctx, langgraph.Request{Method: http.MethodPost, Path: path, Header: bearer(user.Token), Body: json.RawMessage(body)})
	switch {
	case err != nil:
		s.miss(user, what, cause(err))
	case resp.OK() && resp.Decode(into) == nil:
		return true
	case slices.Contains(refusals, resp.Status) && what != "threads", slices.Contains(lacks, resp.Status):
	default:
		s.miss(user, what, "the server answered "+statusText(resp.Status))
	}
	return false
}

var (
	refusals = []int{http.StatusUnauthorized, http.StatusForbidden}
	lacks    = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}
)

func (s *search) miss(user User, what, why string) {
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
