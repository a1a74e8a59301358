package soak

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/probe"
	"authcheck/scenario/transcript"
)

// life is one thread and one item of a user, from when they are made until they are removed.
type life struct {
	soak   *Soaker
	who    *person
	slot   int
	thread string // "" where there is none
	item   bool   // may be there
	quiet  bool   // nothing of it is counted: it is what comes before, or after
}

// call makes a call, where there is anything to call it on.
func (l *life) call(ctx context.Context, id string) {
	o := catalog.SoakCall(id)
	if l.soak.over(ctx) || l.who.barred() != "" || l.soak.record.leftOut(o.Resource) != "" || !l.can(o) {
		return
	}
	if !l.soak.limit.enter(ctx) {
		return
	}
	if l.soak.over(ctx) { // meanwhile
		l.soak.limit.leave(0, fine, 0)
		return
	}
	l.ask(ctx, o)
}

// can tells whether there is what an operation is about.
func (l *life) can(o catalog.Operation) bool {
	switch {
	case o.Resource == "store":
		return o.Creates != "" || l.item
	case o.Creates == catalog.Run && l.soak.graph == "":
		return false
	case strings.Contains(o.Path, "{thread}"):
		return l.thread != ""
	}
	return true
}

// ask sends a call and notes what came of it.
func (l *life) ask(ctx context.Context, o catalog.Operation) transcript.Exchange {
	call := &transcript.SoakCall{Operation: o.ID, Method: o.Method, AtUS: time.Since(l.soak.begin).Microseconds()}
	request := l.request(o, call)
	l.who.asks(call)
	begun := time.Now()
	if o.Creates == catalog.Item {
		l.item = true
		l.who.has(l, true)
	}
	resp, err := l.soak.probe.Send(ctx, l.who.index, request)
	took := time.Since(begun)
	e := exchange(o, request, resp, err)
	l.who.answered(call, max(1, took.Microseconds()), e.Status())
	if ctx.Err() != nil && resp == nil {
		l.soak.limit.leave(0, fine, 0) // it was ended by us
		return e
	}
	if probe.HasEnded(err) {
		l.who.bar(err.Error())
	}
	l.soak.limit.leave(took, troubleOf(resp), retryAfter(resp))
	l.keep(o, e)
	if !l.quiet {
		l.soak.take(l.who, o, *call, e)
	}
	return e
}

// request builds a call. What it makes has a mark of its own.
func (l *life) request(o catalog.Operation, call *transcript.SoakCall) langgraph.Request {
	s := l.soak
	v := &catalog.Values{Texts: map[string]string{"own_tag": s.tag, "marker": "soak/" + strings.TrimPrefix(s.tag, catalog.MadeBy+"-"), "graph": s.graph,
		"thread": l.thread, "key": s.key(l.slot), "dotted": strings.Join(s.namespace, ".")}, Lists: map[string][]string{"namespace": s.namespace}}
	filled, _ := o.Request(v)
	call.Path = filled.Path
	if o.Creates != "" {
		v.Texts["canary"] = s.marks.Of(l.who.own, l.who.next(*call))
		filled, _ = o.Request(v)
	}
	r := langgraph.Request{Method: filled.Method, Path: filled.Path, Query: filled.Query, Once: o.Creates == catalog.Thread || o.Creates == catalog.Run}
	if filled.Body != nil {
		r.Body = filled.Body
	}
	return r
}

// keep notes what a call has made, or removed.
func (l *life) keep(o catalog.Operation, e transcript.Exchange) {
	switch {
	case o.Creates == catalog.Thread && e.OK():
		var made struct {
			ID string `json:"thread_id"`
		}
		if json.Unmarshal([]byte(e.Response.Body), &made) == nil && len(made.ID) == 36 && uuid.Validate(made.ID) == nil {
			l.thread = made.ID
		}
	case o.Action == "delete" && o.Resource == "threads" && (e.OK() || e.Status() == http.StatusNotFound):
		l.thread = ""
	case o.Action == "delete" && o.Resource == "store" && e.OK():
		l.item = false
	}
	l.who.has(l, l.thread != "" || l.item)
}

// remove is a call that removes, once the soak is over. What it can't, the sweep finds.
func (l *life) remove(ctx context.Context, o catalog.Operation) {
	l.quiet = true
	for range 3 {
		if ctx.Err() != nil || !l.can(o) || !l.soak.limit.enter(ctx) {
			return
		}
		l.ask(ctx, o)
	}
}

func exchange(o catalog.Operation, r langgraph.Request, resp *langgraph.Response, err error) transcript.Exchange {
	body, _ := r.Body.(json.RawMessage)
	return transcript.Exchange{Part: transcript.Soaking, Operation: o.ID, Identity: "other-user",
		Request:  transcript.Request{Method: r.Method, Path: r.Path, Query: r.Query.Encode(), Body: body},
		Response: probe.Recorded(resp), Failure: probe.Cause(err)}
}
