package doctor

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"authcheck/cmd/wording"
	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
)

// thread is what the server says of one.
type thread struct {
	ID       string         `json:"thread_id"`
	Metadata map[string]any `json:"metadata"`
}

// lookAtThread has user 1 make a thread, looks whether its owner is written on it, and
// removes it.
func lookAtThread(ctx context.Context, d *Doctor) Diagnosis {
	if d.at.open {
		return notLooked(everybody)
	}
	tagged := true
	resp, err := d.makeThread(ctx, map[string]any{"metadata": map[string]string{"made_by": catalog.MadeBy, catalog.MadeBy: catalog.MadeBy + "-" + uuid.NewString()[:8]}})
	if err == nil && (resp.Status == http.StatusBadRequest || resp.Status == http.StatusUnprocessableEntity) { // it may not like our metadata
		tagged = false
		resp, err = d.makeThread(ctx, map[string]any{})
	}
	if err != nil {
		at := d.unanswered(ctx, err)
		if none, ok := errors.AsType[*langgraph.NoAnswerError](err); ok && none.Written {
			at.Next += "; " + d.finds(tagged)
		}
		return at
	}
	var made thread
	switch {
	case refuses(resp):
		return broken("have the handler of threads.create let test users make threads, or take others: look at roles and quotas",
			"%s is let in, and may not make a thread: %d %s", d.users[0].name, resp.Status, d.said(resp))
	case resp.Status == http.StatusNotFound:
		return broken("see that the URL is the server's own, without the path of a page: the one that its log names", "%s is let in, and there are no threads at this address: %d %s", d.users[0].name, resp.Status, d.said(resp))
	case !resp.OK():
		return broken("look in the log of the server", "%s is let in, and cannot make a thread: %d %s", d.users[0].name, resp.Status, d.said(resp))
	case resp.Decode(&made) != nil || made.ID == "":
		return undecided(d.finds(tagged)+"; authcheck verify tells more", "%s made a thread, and the answer does not say which: %d", d.users[0].name, resp.Status)
	}
	_, shows := made.Metadata[catalog.MadeBy] // a server may drop it
	at := d.ownerOf(ctx, made)
	if !d.remove(ctx, made) {
		return weak(d.removes(made, tagged && shows), "the thread %s could not be removed", made.ID)
	}
	return at
}

// finds is how the thread is found that was made, where nobody knows which it is.
func (d *Doctor) finds(tagged bool) string {
	if tagged {
		return "`authcheck cleanup` removes what was made"
	}
	return "look through the threads of " + d.users[0].name + " for one that was made just now: it has no tag"
}

// removes is how somebody else removes a thread: cleanup goes by the tag.
func (d *Doctor) removes(made thread, tagged bool) string {
	if tagged {
		return "authcheck cleanup"
	}
	return "curl -X DELETE " + phrase.ShellWord(d.server.URL+threadPath(made)) + ` -H "Authorization: Bearer $AUTHCHECK_TOKEN_1", with the token of ` + d.users[0].name
}

func threadPath(t thread) string { return "/threads/" + url.PathEscape(t.ID) }

func (d *Doctor) makeThread(ctx context.Context, body any) (*langgraph.Response, error) {
	return d.server.Send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/threads", Header: bearerOf(d.users[0].token), Once: true, Body: body})
}

// ownerOf looks for what the server wrote on a new thread. Servers that keep the owner
// elsewhere are told by what user 2 is shown.
func (d *Doctor) ownerOf(ctx context.Context, made thread) Diagnosis {
	maps.DeleteFunc(made.Metadata, func(key string, value any) bool { return value == nil || slices.Contains(catalog.PlainMetadata, key) })
	if len(made.Metadata) > 0 {
		keys := slices.Sorted(maps.Keys(made.Metadata))
		return holds("%s may make one, and the server writes %s on it", d.users[0].name, wording.List(keys))
	}
	resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: threadPath(made), Header: bearerOf(d.users[1].token)})
	switch {
	case err != nil:
		return d.unanswered(ctx, err)
	case resp.OK() && strings.Contains(string(resp.Body), made.ID):
		return broken("see that the @auth.on handlers are registered where the server loads them, and that they set metadata and return a filter; deploy again",
			"no owner is written on a new thread, and %s is shown it: the handlers for authorization do not run, or do nothing", d.users[1].name)
	case refuses(resp) || resp.Status == http.StatusNotFound:
		return holds("%s may make one; no owner shows on it, and %s is not shown it", d.users[0].name, d.users[1].name)
	}
	return undecided("authcheck verify tells more", "no owner shows on a new thread, and %s is answered with %d", d.users[1].name, resp.Status)
}

// remove removes a thread, also when the time is up.
func (d *Doctor) remove(ctx context.Context, made thread) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), langgraph.DefaultTimeout)
	defer cancel()
	resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodDelete, Path: threadPath(made), Header: bearerOf(d.users[0].token)})
	return err == nil && (resp.OK() || resp.Status == http.StatusNotFound)
}
