package verdict

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// What user 1 has seen in the own list: of before the run, and somebody else's.
const (
	before = "55555555-5555-4555-8555-555555555555"
	public = "66666666-6666-4666-8666-666666666666"
)

// asked is what each caller got of a route, and user 2 and nobody for an ID that does not exist.
type asked struct {
	owner, other, nobody           transcript.Exchange
	own                            *transcript.Exchange // what user 2 got of the own things; nil: an answer
	otherUnknown, nobodyForUnknown transcript.Exchange
	method, path                   string // where they are not GET and /export/{thread_id}
	shared                         []string
}

func (a asked) judge(t *testing.T) (other, nobody string) {
	t.Helper()
	run := bench()
	run.Facts.Things["assistant"] = "33333333-3333-4333-8333-333333333333"
	run.Facts.Users[0].Email, run.Facts.Users[1].Email = "alice@example.com", "bob@example.com"
	run.Facts.Users[0].Subject = "aaaaaaaa-0000-4000-8000-000000000001"
	add(run, transcript.Attack, "threads.search/owner", says(200, `[{"thread_id":"`+before+`","metadata":{"owner":"`+run.Facts.Users[0].Subject+`"}},{"thread_id":"`+public+`"}]`))
	r := catalog.Route{Method: "GET", Path: "/export/{thread_id}", Asked: "/export/{conversation}"}
	if a.method != "" {
		r.Method = a.method
	}
	if a.path != "" {
		r.Path, r.Asked = a.path, strings.Replace(a.path, "{assistant_id}", "{assistant}", 1)
	}
	run.Routes.Own = []catalog.Route{r}
	id := catalog.RouteID(r.Method, r.Path)
	for identity, e := range map[string]transcript.Exchange{"owner": a.owner, "other-user": a.other, "no-token": a.nobody} {
		e.Request.Path = strings.NewReplacer("{conversation}", mine, "{assistant}", run.Facts.Things["assistant"]).Replace(r.Asked)
		add(run, transcript.Route, catalog.Check(id, identity), e)
	}
	for identity, e := range map[string]transcript.Exchange{"other-user": a.otherUnknown, "no-token": a.nobodyForUnknown} {
		e.Request.Path = "/export/99999999-9999-4999-8999-999999999999"
		add(run, transcript.Unknown, catalog.Check(id, identity), e)
	}
	own := says(200, `{"pages":1}`)
	if a.own != nil {
		own = *a.own
	}
	add(run, transcript.Own, catalog.Check(id, "other-user"), own)
	got := map[string]string{}
	for _, result := range open(run, Policy{Allow: catalog.SharedWithAll(a.shared)}).routes() {
		got[result.Identity] = string(result.Verdict) + " " + result.Code
	}
	return got["other-user"], got["no-token"]
}

// TestRoutes: a route of the server's own is judged by what an answer shows, and beside
// the owner's and the one for an ID that does not exist.
func TestRoutes(t *testing.T) {
	const pass, skip, note, notOwned, routeOpen, undecided = "pass ", "skip ", "note open-routes", "fail route-not-owned", "fail route-open", "error undecided"
	file, hidden := says(200, `{"pages":3}`), says(200, `{"pages":0}`)
	cut := with(file, func(r *transcript.Response) { r.Cut = true })
	withAssistant := says(200, `["33333333-3333-4333-8333-333333333333","`+canary+`"]`)
	viewed := func(by string, pages int) transcript.Exchange {
		return says(200, fmt.Sprintf(`{"viewer":"%s@example.com","pages":%d}`, by, pages))
	}
	large := with(cut, func(r *transcript.Response) { r.Body = strings.Repeat("x", 1<<20) })
	for name, c := range map[string]struct {
		asked
		other, nobody string
	}{
		"denied":                      {asked{owner: leak, other: none, nobody: unauth}, pass, pass},
		"denied to all":               {asked{owner: none, other: none, nobody: unauth}, skip, pass},
		"gone for all":                {asked{owner: none, other: none, nobody: none}, skip, skip},
		"canary":                      {asked{owner: leak, other: leak, nobody: leak}, notOwned, routeOpen},
		"canary in an error":          {asked{owner: leak, other: says(500, canary), nobody: says(400, canary)}, notOwned, routeOpen},
		"another ID":                  {asked{owner: file, other: says(200, `["33333333-3333-4333-8333-333333333333"]`), nobody: unauth}, notOwned, pass},
		"shared assistant":            {asked{path: "/agents/{assistant_id}", owner: file, other: withAssistant, nobody: unauth, shared: []string{"assistants"}}, "note ", pass},
		"shared assistants of all":    {asked{path: "/agents", owner: file, other: withAssistant, nobody: unauth, shared: []string{"assistants"}}, "note ", pass},
		"thread of shared assistant":  {asked{owner: file, other: withAssistant, nobody: unauth, shared: []string{"assistants"}}, notOwned, pass},
		"e-mail":                      {asked{owner: file, other: says(200, `{"by":"alice@example.com"}`), nobody: unauth}, notOwned, pass},
		"somebody else's e-mail":      {asked{owner: leak, other: says(200, `{"by":"malice@example.com"}`), nobody: unauth}, pass, pass},
		"own ID quoted":               {asked{owner: leak, other: says(200, `no `+mine), nobody: unauth, otherUnknown: says(200, `no 99999999-9999-4999-8999-999999999999`)}, pass, pass},
		"as the owner":                {asked{owner: file, other: file, nobody: file, otherUnknown: none, nobodyForUnknown: none}, notOwned, routeOpen},
		"as for an unknown ID":        {asked{owner: file, other: hidden, nobody: hidden, otherUnknown: hidden, nobodyForUnknown: hidden}, pass, note},
		"the same whatever the ID":    {asked{owner: file, other: file, nobody: file, otherUnknown: file, nobodyForUnknown: file}, skip, note},
		"in its own words":            {asked{owner: file, other: hidden, nobody: unauth, otherUnknown: none}, skip, pass},
		"changed, unknown refused":    {asked{method: "POST", owner: file, other: hidden, nobody: unauth, otherUnknown: none}, notOwned, pass},
		"changed, unknown alike":      {asked{method: "POST", owner: leak, other: hidden, nobody: unauth, otherUnknown: hidden}, pass, pass},
		"says who asks":               {asked{owner: viewed("alice", 3), other: viewed("bob", 3), nobody: unauth, otherUnknown: none}, notOwned, pass},
		"says who asks, the same":     {asked{owner: viewed("alice", 3), other: viewed("bob", 3), nobody: unauth, otherUnknown: viewed("bob", 3)}, pass, pass},
		"says who asks, and no more":  {asked{owner: viewed("alice", 3), other: viewed("bob", 0), nobody: unauth, otherUnknown: viewed("bob", 0)}, pass, pass},
		"says who asks, but to some":  {asked{owner: viewed("alice", 3), other: viewed("bob", 0), nobody: unauth, otherUnknown: none}, skip, pass},
		"unknown was lost":            {asked{owner: leak, other: hidden, nobody: unauth, otherUnknown: says(502, "")}, undecided, pass},
		"for everybody, unknown lost": {asked{owner: file, other: file, nobody: file, otherUnknown: broken, nobodyForUnknown: says(503, "")}, undecided, undecided},
		"changed by nobody":           {asked{method: "POST", owner: leak, other: none, nobody: empty}, pass, routeOpen},
		"page for everybody":          {asked{owner: page(file), other: page(file), nobody: page(says(200, `<a href="/33333333-3333-4333-8333-333333333334">a@b.co, c@d.co</a>`))}, skip, note},
		"records for everybody":       {asked{owner: file, other: file, nobody: says(200, `[{"by":"carol@example.com"},{"by":"dave@example.com"}]`)}, skip, note},
		"prices for everybody":        {asked{owner: file, other: file, nobody: says(200, `[{"id":"00000000-0000-0000-0000-000000000001","price":1},{"id":"00000000-0000-0000-0000-000000000002"}]`)}, skip, note},
		"user 2's thread":             {asked{owner: file, other: file, nobody: says(200, `[{"id":"`+theirs+`"}]`)}, skip, routeOpen},
		"user 2's e-mail":             {asked{owner: file, other: file, nobody: says(200, `{"by":"bob@example.com"}`)}, skip, routeOpen},
		"a thread of before":          {asked{owner: file, other: file, nobody: says(200, `["`+before+`","`+public+`"]`)}, skip, routeOpen},
		"a thread of nobody's":        {asked{owner: file, other: file, nobody: says(200, `["`+public+`","00000000-0000-0000-0000-000000000001"]`)}, skip, note},
		"one address for everybody":   {asked{owner: file, other: file, nobody: says(200, `{"help":"help@example.com"}`)}, skip, note},
		"denied the own as well":      {asked{owner: leak, other: none, nobody: unauth, own: new(says(403, "{}"))}, skip, pass},
		"crashes for the own as well": {asked{owner: leak, other: crash, nobody: unauth, own: &crash}, skip, pass},
		"the own was lost":            {asked{owner: leak, other: none, nobody: unauth, own: new(says(502, ""))}, undecided, pass},
		"the own not asked for":       {asked{owner: leak, other: none, nobody: unauth, own: new(transcript.Exchange{})}, skip, pass},
		"for another role":            {asked{path: "/admin", owner: leak, other: says(403, "{}"), nobody: unauth, own: new(transcript.Exchange{})}, skip, pass},
		"sent to log in":              {asked{owner: leak, other: sentTo("/home"), nobody: sentTo("/login")}, skip, pass},
		"everybody is sent on":        {asked{owner: sentTo("/new"), other: sentTo("/new"), nobody: sentTo("/new")}, skip, skip},
		"crash":                       {asked{owner: leak, other: crash, nobody: crash}, "warn crash-as-denial", "warn crash-as-denial"},
		"no answer":                   {asked{owner: leak, other: broken, nobody: broken}, undecided, undecided},
		"the owner was not answered":  {asked{owner: broken, other: none, nobody: unauth}, undecided, pass},
		"a large file":                {asked{owner: large, other: large, nobody: large}, skip, skip},
		"no end to it":                {asked{owner: leak, other: stillOpen(hidden), nobody: stillOpen(hidden), otherUnknown: stillOpen(hidden), nobodyForUnknown: stillOpen(hidden)}, undecided, undecided},
		"no end for anybody":          {asked{owner: stillOpen(hidden), other: stillOpen(hidden), nobody: stillOpen(hidden)}, skip, skip},
		"no end, and the canary":      {asked{owner: leak, other: stillOpen(leak), nobody: unauth}, notOwned, pass},
		"events without end":          {asked{owner: stillOpen(stream()), other: stillOpen(stream()), nobody: unauth, otherUnknown: stream()}, notOwned, pass},
		"broken off":                  {asked{owner: file, other: cut, nobody: cut}, undecided, undecided},
	} {
		other, nobody := c.judge(t)
		if diff := cmp.Diff([]string{c.other, c.nobody}, []string{other, nobody}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
