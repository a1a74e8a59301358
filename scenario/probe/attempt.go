package probe

import (
	"errors"
	"fmt"
	"net/http"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// attempt is a call that was to make something, where the answer does not tell what it
// has made.
type attempt struct {
	kind   catalog.Kind // of a run: the thread of its own
	check  string
	login  catalog.Login
	header http.Header
	lost   bool // it was not refused: the answer is missing, or is none
	silent bool // it was accepted, as by a server that answers runs without their thread
	unsent bool
	blamed bool // the request was called a bad one: maybe by a gateway, on the way back
	answer *transcript.Response
}

func attemptOf(o catalog.Operation, id catalog.Identity, request langgraph.Request, resp *langgraph.Response, err error) attempt {
	a := attempt{kind: o.Creates, check: catalog.Check(o.ID, id.ID), login: id.Login, header: request.Header, answer: recorded(resp)}
	if a.kind == catalog.Run {
		a.kind = catalog.Thread
	}
	if resp == nil {
		none, ok := errors.AsType[*langgraph.NoAnswerError](err)
		a.unsent = !ok || !none.Written
		a.lost = !a.unsent
		return a
	}
	a.silent = resp.OK() && o.Creates == catalog.Run
	crashed := resp.Status == http.StatusInternalServerError && !id.Login.Valid() // a careless denial
	redirected := resp.Status >= 300 && resp.Status < 400
	a.blamed = resp.Status == http.StatusBadRequest && id.Login.Valid()
	a.lost = a.silent || !refused(resp) && !crashed && !redirected
	return a
}

// refused tells a refusal of the API from what a gateway says, or a server that broke.
// The JavaScript server answers what it does not have with 500 and these words.
func refused(resp *langgraph.Response) bool {
	if !resp.Whole() || isPage(resp) {
		return false
	}
	return resp.Status >= 400 && resp.Status < 500 || resp.Status == http.StatusNotImplemented ||
		resp.Status == http.StatusInternalServerError && string(resp.Body) == "Not implemented"
}

// readback is a list in which somebody's things of a kind are seen.
type readback struct {
	list   taggedList
	login  catalog.Login
	header http.Header
	lost   bool // something may have been made that no answer has told
}

// name says whose things of what kind they are, where their IDs are not known.
func (l readback) name(users []User, tag string) string {
	who := "callers without a login of their own"
	switch l.login {
	case catalog.Owner:
		who = users[0].Name
	case catalog.OtherUser:
		who = users[1].Name
	}
	return fmt.Sprintf("%ss of %s with the tag %s, if there are any", l.list.kind, who, tag)
}

// readbacksFor are the lists to look through: for each caller and kind of thing, once.
func readbacksFor(things []thing, tries []attempt) []readback {
	var readbacks []readback
	at := map[string]int{}
	add := func(kind catalog.Kind, login catalog.Login, header http.Header, lost bool) {
		for _, list := range tagged {
			key := list.kind + "\n" + header.Get("Authorization") + "\n" + header.Get("X-Auth-Scheme")
			if list.kind != string(kind) {
				continue
			}
			if _, known := at[key]; !known {
				at[key] = len(readbacks)
				readbacks = append(readbacks, readback{list: list, login: login, header: header})
			}
			readbacks[at[key]].lost = readbacks[at[key]].lost || lost
		}
	}
	for _, t := range things {
		add(t.kind, t.login, t.removal.Header, false)
	}
	for _, a := range tries {
		if a.lost || a.login.Valid() {
			add(a.kind, a.login, a.header, a.lost && (!a.silent || a.login.Valid()))
		}
	}
	return readbacks
}
