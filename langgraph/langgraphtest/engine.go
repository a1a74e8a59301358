package langgraphtest

import (
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// engine holds all data. Its lock guards everything in it; operations take it
// for as long as they look at or change data, never while they wait.
type engine struct {
	sync.Mutex
	url        string
	threads    []*thread
	runs       []*run
	assistants []*assistant
	crons      []*cron
	items      []*item
	feeds      map[string][]chan event
	log        map[string][]event
	sequence   int
	// memories are what the graph was told, by whose they are; memory names that of a run,
	// and "" where the graph remembers nothing.
	memories map[string]string
	memory   func(*run) string
	writes   bool                             // what it was told, into the store
	caches   func(r *run, said string) string // under what the answer to that is kept, "" for nowhere
}

// newEngine holds what a fresh server has: the assistants that stand for its graphs.
func newEngine(graphs ...string) *engine {
	e := &engine{feeds: map[string][]chan event{}, log: map[string][]event{}, memories: map[string]string{}, memory: func(*run) string { return "" },
		caches: func(*run, string) string { return "" }}
	for _, graph := range graphs {
		e.assistants = append(e.assistants, systemAssistant(graph))
	}
	return e
}

// close ends what still runs.
func (e *engine) close() {
	e.Lock()
	defer e.Unlock()
	for _, r := range e.runs {
		r.end("interrupted")
	}
}

// timestamp is a point in time as Python writes it: microseconds and +00:00.
type timestamp time.Time

func now() timestamp { return timestamp(time.Now().UTC()) }

func (t timestamp) String() string {
	return time.Time(t).Format("2006-01-02T15:04:05.000000-07:00")
}

func (t timestamp) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// newID is a UUID of version 7: IDs of later things sort later.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// checkID refuses what is no UUID; the text names the kind of thing.
func checkID(id, kind string) error {
	if _, err := uuid.Parse(id); err != nil {
		return invalid("Invalid %s ID: must be a UUID", kind)
	}
	return nil
}

// page cuts limit items from offset; next is the offset of what follows, 0 when
// nothing does.
func page[T any](items []T, limit, offset int) (cut []T, next int) {
	items = items[min(max(offset, 0), len(items)):]
	if len(items) <= limit {
		return items, 0
	}
	return items[:limit], offset + limit
}

// remove deletes the items that match and says how many there were.
func remove[T any](items *[]T, match func(T) bool) int {
	before := len(*items)
	*items = slices.DeleteFunc(*items, match)
	return before - len(*items)
}

// find is the first item that matches, or nil.
func find[T any](items []*T, match func(*T) bool) *T {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i]
	}
	return nil
}

// merge puts objects over each other, the later ones on top; nested objects are
// replaced as a whole.
func merge(objects ...object) object {
	merged := object{}
	for _, o := range objects {
		for key, value := range o {
			merged[key] = value
		}
	}
	return merged
}

// configurable is the part of a configuration that reaches the graph.
func configurable(config object) object {
	inner, _ := config["configurable"].(object)
	return inner
}
