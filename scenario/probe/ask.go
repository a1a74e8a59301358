package probe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// caller is an identity with what it sends in this run.
type caller struct {
	catalog.Identity
	forms   []form
	missing string // why there are none
}

// hangUpAfter is how long a call that waits for a run is listened to, once the server
// has begun to answer: both servers do at once (recorded from langgraph-api 0.16.7 and
// langgraphjs). beginsWithin is what a busy server gets until then: a login check may
// cost it 100 ms, and as many requests as there are at once wait for theirs.
const (
	hangUpAfter  = 700 * time.Millisecond
	beginsWithin = 10 * time.Second
)

// ask sends an operation as a caller, in one of its forms. values are what the
// request is built from. What was not answered usably is asked again once, where that
// is safe.
func (p *Prober) ask(ctx context.Context, o catalog.Operation, who caller, as form, values *catalog.Values) transcript.Exchange {
	if p.ways.small.Load() && isLong(o, who, values) {
		return p.askPages(ctx, o, who, as, values)
	}
	p.slowly(ctx, who)
	e := p.askOnce(ctx, o, who, as, values)
	e = p.past(ctx, who, e, func() transcript.Exchange { return p.askOnce(ctx, o, who, as, values) })
	for wait := againAfter; p.isAway(e) && ctx.Err() == nil && wait <= mostAway; wait *= 2 {
		pause(ctx, wait)
		if o.Creates != "" {
			p.findLost(ctx, who, o.Creates)
		}
		e = p.askOnce(ctx, o, who, as, values)
	}
	if o.Creates == "" && p.worthAsking(ctx, o, who, e) {
		pause(ctx, againAfter)
		first := e
		if e = p.askOnce(ctx, o, who, as, values); who.Login.Valid() && p.saysNo(first) && p.saysNo(e) {
			p.ways.refused.Add(1)
		}
		if e.IsPage() && e.Status() >= http.StatusBadRequest && p.sitOut(ctx, who) {
			e = p.askOnce(ctx, o, who, as, values)
		}
	}
	if p.pagedWhere(o, who, values, e) {
		if paged := p.askPages(ctx, o, who, as, values); paged.OK() {
			return paged
		}
	}
	return e
}

// isAway tells the answer of something in front that the server is not there at the moment. Where
// the run is short of that already, it is so for longer.
func (p *Prober) isAway(e transcript.Exchange) bool {
	short, _ := p.wire.shortage()
	return e.Status() == http.StatusServiceUnavailable && short == ""
}

// mostAway is the longest pause before a request is sent again for that.
const mostAway = 2 * againAfter

// againAfter is how long a request waits before it is sent again.
const againAfter = 150 * time.Millisecond

// lateAgain is how many requests that were not answered in time are sent again in a run:
// a server that is down is not waited for twice by each.
const lateAgain = 3

// refusedAgain is how many times users are refused again in such a way, before that is taken
// for how the server says no. Whether their token has ended is looked at anyway.
const refusedAgain = 3

// saysNo tells a refusal of a user that looks like one of somebody without a login.
func (p *Prober) saysNo(e transcript.Exchange) bool {
	return e.Status() == http.StatusUnauthorized && !e.IsPage() || e.IsPage() && p.log.turnsAway(e)
}

// worthAsking tells an answer that says nothing, or that may be a passing failure.
func (p *Prober) worthAsking(ctx context.Context, o catalog.Operation, who caller, e transcript.Exchange) bool {
	if ctx.Err() != nil || e.Request.Path == "" || e.Failure == transcript.LockedOut {
		return false
	}
	control, known := p.log.control(o.ID)
	if e.Failure == transcript.TooLate || p.cutLate(e) {
		slow := o.Within > 0 && (!known || control.Failure == transcript.TooLate || o.Changes()) // or it may be
		return !slow && !o.Hangs && p.ways.late.Add(1) <= lateAgain
	}
	if who.Login.Valid() && p.saysNo(e) && p.ways.refused.Load() >= refusedAgain || !who.Login.Valid() && p.log.turnsAway(e) {
		return false
	}
	got := p.log.known().Outcome(o, e, control)
	return passing(got, who.Login, e) || got == transcript.Crashed && p.wasLetIn(who) // this server does not deny by crashing
}

// cutLate tells an answer whose rest did not come in time.
func (p *Prober) cutLate(e transcript.Exchange) bool {
	timeout := cmp.Or(p.config.RequestTimeout, langgraph.DefaultTimeout)
	return e.Response != nil && e.Response.Cut && e.Response.ElapsedMS >= timeout.Milliseconds()
}

// passing tells outcomes that may be over the next time.
func passing(got transcript.Outcome, login catalog.Login, e transcript.Exchange) bool {
	switch got {
	case transcript.NoAnswer, transcript.Redirected:
		return e.Status() != http.StatusTooManyRequests // that was waited out
	case transcript.Crashed:
		return login.Valid()
	case transcript.Denied:
		return e.IsPage() || login.Valid() && e.Status() == http.StatusUnauthorized
	}
	return false
}

// askOnce sends an operation once. adjust changes the request before it is sent.
func (p *Prober) askOnce(ctx context.Context, o catalog.Operation, who caller, as form, values *catalog.Values, adjust ...func(*langgraph.Request)) transcript.Exchange {
	built, missing := o.Request(values)
	e := transcript.Exchange{Operation: o.ID, Identity: who.ID,
		Request: transcript.Request{Method: built.Method, Path: built.Path, Query: built.Query.Encode(), Body: built.Body}}
	if missing != "" {
		e.Request.Path, e.Failure = "", p.log.known().WhyAbsent(missing)
		return e
	}
	request := requestOf(o, built, as)
	if o.Hangs {
		request.Wait, request.Timeout = hangUpAfter, min(cmp.Or(p.config.RequestTimeout, beginsWithin), beginsWithin)
	}
	p.choose(o.Creates, &request)
	for _, change := range adjust {
		change(&request)
	}
	if !o.Reads() {
		request.Final = p.overQuota(ctx, o, who)
	}
	resp, err := p.sendMaking(ctx, o, request, who.Login)
	p.made.track(o, who.Identity, request, resp, err)
	p.log.jar.note(who.Identity, resp)
	e.Response, e.Failure = recorded(resp), cause(err)
	if resp != nil {
		e.Response.More = transcript.MoreIn(resp.Header, e.Response, shownIn(request))
	}
	if resp != nil && request.Final != nil {
		e.Response.Quota = request.Final(resp, 0)
	}
	return e
}

func requestOf(o catalog.Operation, built catalog.Request, as form) langgraph.Request {
	request := langgraph.Request{Method: built.Method, Path: built.Path, Query: built.Query, Header: as.header.Clone(),
		Stream: o.Oracle == catalog.Stream || o.Hangs, Timeout: o.Within, Once: o.Creates != ""}
	if request.Header == nil {
		request.Header = http.Header{}
	}
	request.LeadsUp = o.LeadsUp()
	if built.Body != nil {
		request.Body = built.Body
	}
	if o.Form != nil {
		data, kind := filledForm(*o.Form, built.Body)
		request.Body = data
		request.Header.Set("Content-Type", kind)
	}
	for name, value := range built.Header {
		request.Header.Set(name, value)
	}
	for name, values := range as.query {
		request.Query[name] = values
	}
	return request
}

// sendMaking sends. What makes something is not given up at once when the run is
// interrupted: the server may have made it, and only its answer has the ID.
func (p *Prober) sendMaking(ctx context.Context, o catalog.Operation, request langgraph.Request, login catalog.Login) (*langgraph.Response, error) {
	if o.Creates != "" && ctx.Err() == nil {
		lasting, cancel := outlive(ctx, grace)
		defer cancel()
		ctx = lasting
	}
	return p.wire.send(ctx, request, login, o.Socket)
}

// attack tries a check in one of the caller's forms, and records it.
func (p *Prober) attack(ctx context.Context, o catalog.Operation, who caller, as form) transcript.Exchange {
	e := p.ask(ctx, o, who, as, p.log.values(o, who.Identity))
	e.Part = transcript.Attack
	p.log.add(e)
	return e
}

// as sends one of the run's own requests for a user, outside the checks.
func (p *Prober) as(ctx context.Context, who caller, o catalog.Operation) transcript.Exchange {
	return p.ask(ctx, o, who, who.forms[0], p.log.values(o, who.Identity))
}

// asControl sends a request of user 1 that is at the same time the positive
// control of an operation: its first answer is kept as such.
func (p *Prober) asControl(ctx context.Context, o catalog.Operation) transcript.Exchange {
	e := p.as(ctx, p.keys.owner(), o)
	p.keepControl(e)
	return e
}

// keepControl keeps an answer to user 1 as the control of its operation.
func (p *Prober) keepControl(e transcript.Exchange) {
	row := catalog.Named(e.Operation)
	if _, known := p.log.control(row.ID); known || row.Method == "" || !p.log.known().LetIn(row, e) {
		return
	}
	e.Part = transcript.Attack
	p.log.add(e)
}

// shownIn are the credentials that a request shows, with their parts: what an answer says of
// them is what was said to it.
func shownIn(request langgraph.Request) (texts []string) {
	values := slices.Concat(slices.Collect(maps.Values(request.Header)), slices.Collect(maps.Values(request.Query)))
	for _, line := range slices.Concat(values...) {
		texts = append(texts, strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" .;,=", c) })...)
	}
	return texts
}

// recorded is an answer as the transcript keeps it.
func recorded(resp *langgraph.Response) *transcript.Response {
	if resp == nil {
		return nil
	}
	r := &transcript.Response{URL: resp.URL, Status: resp.Status, ContentType: resp.Header.Get("Content-Type"), Body: string(resp.Body),
		Cut: !resp.Whole() && !resp.Open, Open: resp.Open, ElapsedMS: resp.Elapsed.Milliseconds()}
	if resp.Status >= 300 && resp.Status < 400 {
		r.Location = resp.Elsewhere()
	}
	if !resp.OK() {
		r.Detail = resp.Said() // shortened when what is secret has gone
	}
	for _, event := range resp.Events {
		r.Events = append(r.Events, transcript.Event{Type: event.Type, Data: event.Data})
	}
	return r
}

// cause says in plain words why there was no answer.
func cause(err error) string {
	if err == nil {
		return ""
	}
	var none *langgraph.NoAnswerError
	if errors.As(err, &none) {
		err = none.Cause
	}
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return transcript.TooLate
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "the connection was reset"
	}
	return fmt.Sprint(err)
}

// stringField reads a text of a JSON object, "" where there is none.
func stringField(body []byte, name string) string {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return ""
	}
	text, _ := fields[name].(string)
	return text
}
