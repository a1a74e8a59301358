package langgraphtest

import (
	"net/http"
	"sync"
	"time"
)

// overlapFlaws keep in one place, for all callers, what belongs to each request: it is
// another's where requests overlap.
var overlapFlaws = []Flaw{
	{Name: "stamp-shared", Summary: "new things belong to whoever the module remembers as the caller",
		edit: inShared("*.create", ownerOnly)},
	{Name: "place-shared", Summary: "memories are put into the place of whoever the module remembers as the caller",
		edit: inShared("store.put", ownNamespace)},
	{Name: "reader-shared", Summary: "threads are read by whoever the module remembers as the caller",
		edit: inShared("threads.read", ownerOnly)},
	{Name: "runner-shared", Summary: "runs are started by whoever the module remembers as the caller",
		edit: inShared("threads.create_run", ownerOnly)},
	{Name: "updater-shared", Summary: "threads are changed by whoever the module remembers as the caller",
		edit: inShared("threads.update", ownerOnly)},
}

// loadFlaws show where many requests are sent, or two of one kind at the same time: they are
// none of [Flaws].
var loadFlaws = []Flaw{
	{Name: "assistant-lists-shared", Summary: "assistants are listed for whoever the module remembers as the caller",
		edit: listShared("/assistants/search", "assistants.search", ownerOnly)},
	{Name: "cron-lists-shared", Summary: "crons are listed for whoever the module remembers as the caller",
		edit: listShared("/runs/crons/search", "crons.search", ownerOnly)},
	{Name: "item-lists-shared", Summary: "memories are searched in the place of whoever the module remembers as the caller",
		edit: listShared("/store/items/search", "store.search", ownNamespace)},
	{Name: "rarely-mixed-up", Summary: "one caller in a thousand is taken for the one who came before", edit: mixedUpRarely},
}

// rarely is how many logins there are to one that is taken for another.
const rarely = 1000

// mixedUpRarely takes each thousandth caller for the one before.
func mixedUpRarely(m *module, _ Options) {
	var mu sync.Mutex
	var before *user
	count := 0
	login := m.authenticate
	m.authenticate = func(req *http.Request) (*user, error) {
		u, err := login(req)
		if err != nil {
			return u, err
		}
		mu.Lock()
		defer mu.Unlock()
		if count++; count%rarely == 0 {
			return before, nil
		}
		before = u
		return u, nil
	}
}

// inShared has the handlers of a key decide about whoever was let in last.
func inShared(key string, decide handler) func(*module, Options) { return listShared("", key, decide) }

// listShared is the same with whoever was let in last at a path.
func listShared(path, key string, decide handler) func(*module, Options) {
	return func(m *module, _ Options) {
		var last shared[*user]
		wait := handlerDelay
		if path != "" {
			wait *= 6 // few are sent there: they are to overlap on a busy machine, too
		}
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if err == nil && (path == "" || path == req.URL.Path) {
				last.set(u)
				time.Sleep(wait)
			}
			return u, err
		}
		m.on = m.on.with(handlers{key: func(_ *user, value object, asked *http.Request) (filter, error) {
			return decide(last.get(), value, asked)
		}})
	}
}
