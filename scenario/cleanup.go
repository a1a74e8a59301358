package scenario

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// cleanUpTime bounds the removal of what a run made, whatever ended the run.
const cleanUpTime = 20 * time.Second

// cleanUp removes everything that this run made, each thing as the caller that
// made it. It goes on after Ctrl-C, for a bounded time.
func (r *run) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	r.mu.Lock()
	pending := r.leftovers
	r.leftovers = nil
	r.mu.Unlock()
	for _, kind := range []string{"cron", "store", "thread", "assistant"} {
		var all errgroup.Group
		all.SetLimit(lanes)
		for _, l := range pending {
			if strings.HasPrefix(l.what, kind+" ") && !r.removed(l) {
				all.Go(func() error { r.remove(ctx, l); return nil })
			}
		}
		all.Wait()
	}
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
	if err == nil && resp.Status == http.StatusNotFound {
		r.removeAsOther(ctx, l)
	}
	if err != nil || !resp.OK() && !slices.Contains(gone, resp.Status) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.report.Summary.Leftovers = append(r.report.Summary.Leftovers, l.what)
	}
}

// removeAsOther tries as the other user: on a server that mixes users up, or lets
// ownership be given away, what one has made may be the other's.
func (r *run) removeAsOther(ctx context.Context, l leftover) {
	other, ok := map[Login]int{Owner: 1, Own: 0}[l.login]
	if !ok {
		return
	}
	request := l.request
	request.Header = bearer(r.user(other).Token)
	_, _ = r.send(ctx, request, Own, false) // whether it was there shows in the owner's list only
}
