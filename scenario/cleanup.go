package scenario

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// cleanUpTime bounds the removal of what a run made after the run was ended, and
// cleanUpMost in any case: a rate limit may have to be waited out.
const (
	cleanUpTime = 20 * time.Second
	cleanUpMost = 2 * time.Minute
)

// cleanUp removes everything that this run made, each thing as the caller that
// made it. It goes on after Ctrl-C, for a bounded time.
func (r *run) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, cleanUpMost)
	defer cancel()
	ctx, done := outliveBy(ctx, cleanUpTime)
	defer done()
	r.mu.Lock()
	pending := r.leftovers
	r.leftovers = nil
	r.mu.Unlock()
	pending = append(pending, r.sweep(ctx, pending)...)
	r.nameLost()
	for _, kind := range []string{"cron", "store", "thread", "assistant"} {
		var all errgroup.Group
		all.SetLimit(r.cleaners())
		for _, l := range pending {
			if strings.HasPrefix(l.what, kind+" ") && !r.removed(l) {
				all.Go(func() error { r.remove(ctx, l); return nil })
			}
		}
		all.Wait()
	}
}

// cleaners is how many things are removed at once: one, where the server mixes up
// callers whose requests overlap.
func (r *run) cleaners() int {
	for _, result := range r.extra {
		if result.Code == "identity-mixed-up" {
			return 1
		}
	}
	return lanes
}

// sweep looks once more, as everybody who made something, for threads that this
// run has made without learning their IDs: those of runs that nobody waited for.
func (r *run) sweep(ctx context.Context, pending []leftover) []leftover {
	if r.config.Quick && ctx.Err() == nil || len(pending) == 0 {
		return nil
	}
	var found []leftover
	seen := make(map[string]bool)
	for _, l := range pending {
		seen[l.id] = true
	}
	asked := make(map[string]bool)
	for _, l := range pending {
		who := l.request.Header.Get("Authorization") + "\n" + l.request.Header.Get("X-Auth-Scheme")
		if asked[who] {
			continue
		}
		asked[who] = true
		for _, id := range r.threadsOf(ctx, l) {
			if !seen[id] {
				seen[id] = true
				more := l
				more.what, more.id = "thread "+id, id
				more.request = langgraph.Request{Method: http.MethodDelete, Path: "/threads/" + id, Header: l.request.Header}
				found = append(found, more)
			}
		}
	}
	return found
}

// nameLost names what a caller has made where neither the answer nor a search
// tells its ID: the thread of a stateless run that nobody without a login can find.
func (r *run) nameLost() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for check, answers := range r.answers {
		a := answers[0]
		if a.op.Hangs && a.op.Creates == "run" && a.ok() && a.identity.Login == NoLogin && len(thingsMadeBy(a)) == 0 && !r.swept[check] {
			r.report.Summary.Leftovers = append(r.report.Summary.Leftovers, "the thread of "+check)
		}
	}
}

// threadsOf lists the threads of this run that a maker sees.
func (r *run) threadsOf(ctx context.Context, maker leftover) []string {
	resp, err := r.send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/threads/search",
		Header: maker.request.Header, Body: json.RawMessage(ourNewest)}, maker.login, false)
	var threads []struct {
		ID       string         `json:"thread_id"`
		Metadata map[string]any `json:"metadata"`
	}
	if err != nil || resp.Decode(&threads) != nil {
		return nil
	}
	var ids []string
	for _, thread := range threads {
		if tag, _ := thread.Metadata["authcheck"].(string); strings.HasPrefix(tag, r.tag) {
			ids = append(ids, thread.ID)
		}
		if marker, _ := thread.Metadata["authcheck_by"].(string); marker != "" {
			r.swept[path.Dir(marker)] = true // the check that it was made by
		}
	}
	return ids
}

// removed tells whether one of the checks has deleted the thing already.
func (r *run) removed(l leftover) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range operations {
		answers := r.answers[o.ID+"/owner"]
		if o.Oracle == Delete && len(answers) > 0 && answers[0].ok() && o.Effect.Object != "" && r.vars[o.Effect.Object] == l.id {
			return true
		}
	}
	return false
}

// gone are the answers that mean there is nothing left to remove.
var gone = []int{http.StatusNotFound, http.StatusConflict, http.StatusGone}

func (r *run) remove(ctx context.Context, l leftover) {
	resp, err := r.send(ctx, l.request, l.login, false)
	if err == nil && resp.OK() {
		return
	}
	left := err != nil || !slices.Contains(gone, resp.Status)
	if r.removedAsOther(ctx, l) || !left {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Summary.Leftovers = append(r.report.Summary.Leftovers, l.what)
}

// removedAsOther tries as the other user: on a server that mixes users up, or lets
// ownership be given away, what one has made may be the other's.
func (r *run) removedAsOther(ctx context.Context, l leftover) bool {
	other, ok := map[Login]int{Owner: 1, Own: 0}[l.login]
	if !ok {
		return false
	}
	request := l.request
	request.Header = bearer(r.user(other).Token)
	resp, err := r.send(ctx, request, Own, false)
	return err == nil && resp.OK()
}
