package verdict

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

const (
	canary = "canary-0123456789abcdef01234567"
	mine   = "11111111-1111-4111-8111-111111111111" // an ID of user 1's
	kept   = "44444444-4444-4444-8444-444444444444" // of a thing of user 1's that nobody attacks
	theirs = "22222222-2222-4222-8222-222222222222" // an ID of user 2's
)

// bench is a run with things of both users, in which user 2 may do everything with
// their own, and no other exchange yet.
func bench() *transcript.Transcript {
	things := make(map[string]string)
	for _, name := range []string{"thread", "thread_s", "thread_w", "thread_d", "thread_p", "thread_r", "assistant", "assistant_w", "assistant_d",
		"assistant_x", "cron", "cron_w", "cron_d", "run", "run_b", "run_c", "run_d", "key", "key_w", "key_d", "key_s", "checkpoint"} {
		things[name] = mine
	}
	things["thread_l"] = kept
	for _, name := range []string{"thread_of_2", "assistant_of_2", "cron_of_2", "key_2"} {
		things[name] = theirs
	}
	t := &transcript.Transcript{Schema: transcript.Schema, Target: transcript.Target{URL: "http://server"},
		Facts: transcript.Facts{Tag: "authcheck-TAG", Canary: canary, Things: things, Namespace: []string{"authcheck", "tag"},
			Users: []transcript.User{{Name: "User 1", Subject: "one"}, {Name: "User 2", Subject: "two"}}}}
	own := catalog.CallerControls()
	for _, kind := range []catalog.Kind{catalog.Thread, catalog.Assistant, catalog.Cron, catalog.Item} {
		own = append(own, catalog.DeletionControl(kind))
	}
	for _, o := range own {
		add(t, transcript.Own, catalog.Check(o.ID, "other-user"), fitted(fine, o.Answer, theirs))
	}
	add(t, transcript.After, "state_w/owner", says(200, `{"values":{}}`)) // the server lets its owner in
	return t
}

// fine stands for an answer of the shape of the operation, without anything of user 1,
// and shown for one with the thing in it.
var (
	fine  = says(200, "<fine>")
	shown = says(200, "<shown>")
)

// fitted fills in what stands for an answer of a shape. A thing in it has the ID.
func fitted(e transcript.Exchange, s catalog.Shape, id string) transcript.Exchange {
	if e.Response == nil || e.Response.Body != fine.Response.Body && e.Response.Body != shown.Response.Body {
		return e
	}
	thing := `{"thing":"shown"}`
	if s.Field != "" {
		thing = `{"` + s.Field + `":"` + id + `","status":"pending","version":2}`
	}
	list := map[bool]string{true: "[" + thing + "]", false: "[]"}[e.Response.Body == shown.Response.Body]
	return with(e, func(r *transcript.Response) {
		r.ContentType = "application/json"
		switch {
		case s.In != "":
			r.Body = `{"` + s.In + `":` + list + `}`
		case s.Type == catalog.AList:
			r.Body = list
		case s.Type == catalog.ANumber:
			r.Body = "0"
		case s.Type == catalog.Events:
			r.Body, r.ContentType = "", "text/event-stream"
		case s.Type == catalog.Done:
			r.Body = ""
		default:
			r.Body = thing
		}
	})
}

// says is an answer of the server.
func says(status int, body string, events ...transcript.Event) transcript.Exchange {
	return transcript.Exchange{Response: &transcript.Response{URL: "http://server/x", Status: status, Body: body, Events: events}}
}

// silent is no answer.
func silent(why string) transcript.Exchange { return transcript.Exchange{Failure: why} }

// stream is an event stream that ended, or a WebSocket with status 101.
func stream(events ...transcript.Event) transcript.Exchange {
	return with(says(200, "", events...), func(r *transcript.Response) { r.ContentType = "text/event-stream" })
}

// stillOpen is a stream that was still open when we hung up.
func stillOpen(e transcript.Exchange) transcript.Exchange {
	return with(e, func(r *transcript.Response) { r.Open = true })
}

func after(d time.Duration, e transcript.Exchange) transcript.Exchange {
	return with(e, func(r *transcript.Response) { r.ElapsedMS = d.Milliseconds() })
}

func page(e transcript.Exchange) transcript.Exchange {
	return with(e, func(r *transcript.Response) { r.ContentType = "text/html; charset=utf-8" })
}

func sentTo(location string) transcript.Exchange {
	return with(says(http.StatusFound, ""), func(r *transcript.Response) { r.Location = location })
}

func with(e transcript.Exchange, change func(*transcript.Response)) transcript.Exchange {
	r := *e.Response
	change(&r)
	e.Response = &r
	return e
}

// marked is what the owner reads back when the check has left its marker.
func marked(check string) transcript.Exchange {
	return says(200, `[{"thread_id":"`+mine+`","metadata":{"by":"`+check+`/TAG"}}]`)
}

var (
	broken = silent("connection refused")
	leak   = says(200, `{"metadata":{"authcheck_canary":"`+canary+`"}}`)
	none   = says(404, `{"detail":"Not Found"}`)
	unauth = says(401, `{"detail":"Missing token"}`)
	crash  = says(500, `Internal Server Error`)
	gone   = says(200, `[{"thread_id":"`+kept+`","assistant_id":"`+kept+`","cron_id":"`+kept+`"}]`)
	empty  = says(200, `{}`)
	listed = says(200, `[{"thread_id":"`+mine+`"}]`)
)

// as is an exchange as a part of a run.
func as(part transcript.Part, check string, e transcript.Exchange) transcript.Exchange {
	e.Part = part
	e.Operation, e.Identity = catalog.SplitCheck(check)
	return e
}

// add adds an exchange to a run, unless it never was.
func add(t *transcript.Transcript, part transcript.Part, check string, e transcript.Exchange) {
	if e.Response != nil || e.Failure != "" {
		t.Exchanges = append(t.Exchanges, as(part, check, e))
	}
}

// judged is a row: who tried what, what came back, and what the owner got.
type judged struct {
	name          string
	check         string // operation/identity
	got           transcript.Exchange
	control       transcript.Exchange
	unknown       *transcript.Exchange
	before, after transcript.Exchange // what the owner saw; where nothing is said, the same thing twice
	setup         func(*transcript.Transcript, *Policy)
	want          judgement
}

func (j judged) court() *court {
	t, p := bench(), Policy{}
	operation, identity := catalog.SplitCheck(j.check)
	o := catalog.Named(operation)
	add(t, transcript.Attack, j.check, fitted(j.got, o.Answer, mine))
	if control := controlRow(o); identity != "owner" {
		add(t, transcript.Attack, catalog.Check(control.ID, "owner"), fitted(j.control, control.Answer, mine))
	}
	if j.unknown != nil {
		add(t, transcript.Unknown, j.check, fitted(*j.unknown, o.Answer, mine))
	}
	look := catalog.Readbacks[o.Effect.Readback]
	for part, e := range map[transcript.Part]transcript.Exchange{transcript.Before: j.before, transcript.After: j.after} {
		if e.Response == nil && e.Failure == "" {
			e = with(fitted(shown, look.Answer, mine), func(r *transcript.Response) { // with the tag of the run
				r.Body = strings.Replace(r.Body, `"status"`, `"metadata":{"authcheck":"authcheck-TAG"},"status"`, 1)
			})
		}
		add(t, part, catalog.Check(o.Effect.Readback, "owner"), fitted(e, look.Answer, mine))
	}
	if j.setup != nil {
		j.setup(t, &p)
	}
	return open(t, p)
}

func testJudge(t *testing.T, rows []judged) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			operation, identity := catalog.SplitCheck(row.check)
			r := row.court().result(catalog.Named(operation), catalog.IdentityNamed(identity))
			if r.ID != row.check || r.Evidence == nil {
				t.Errorf("%s without evidence, for %s", r.ID, row.check)
			}
			if diff := cmp.Diff(row.want, judgement{r.Verdict, r.Code, r.Summary}, cmp.AllowUnexported(judgement{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", row.check, diff)
			}
		})
	}
}

// each makes a row for each of several checks.
func each(wants map[string]judgement, row func(key string) judged) []judged {
	var rows []judged
	for key := range maps.Keys(wants) {
		r := row(key)
		r.name, r.want = key, wants[key]
		rows = append(rows, r)
	}
	return rows
}
