package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// smallPage is what is asked for where a server refuses longer lists: LangGraph's own default.
const smallPage = 10

// shortened are the answers by which servers refuse a page size.
var shortened = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}

// isLong tells a user's search that asks for more than some servers give at once.
func isLong(o catalog.Operation, who caller, values *catalog.Values) bool {
	built, missing := o.Request(values)
	if missing != "" || o.Creates != "" || !who.Login.Valid() {
		return false
	}
	limit, _ := pageOf(built.Query, built.Body)
	return limit > smallPage
}

// pagedWhere tells whether a search that was refused is to be made in small pages: once for
// each operation, until one of them was let in.
func (p *Prober) pagedWhere(o catalog.Operation, who caller, values *catalog.Values, e transcript.Exchange) bool {
	if !slices.Contains(shortened, e.Status()) || !isLong(o, who, values) {
		return false
	}
	_, tried := p.ways.pages.LoadOrStore(o.ID, true)
	return !tried || p.ways.small.Load()
}

// askPages makes a search in small pages, and puts them together; the answer is that to the
// first one where that is no list.
func (p *Prober) askPages(ctx context.Context, o catalog.Operation, who caller, as form, values *catalog.Values) transcript.Exchange {
	var first, e transcript.Exchange
	built, _ := o.Request(values)
	most, from := pageOf(built.Query, built.Body)
	rows, whole := inPages(from, most, func(limit, offset int) ([]byte, bool) {
		e = p.askOnce(ctx, o, who, as, values, func(request *langgraph.Request) { shorten(request, limit, offset) })
		if first.Operation == "" {
			first = e
		}
		if !e.OK() || e.Response.Cut {
			return nil, false
		}
		return []byte(e.Response.Body), true
	})
	if rows == nil {
		return e
	}
	p.ways.small.Store(true)
	answer := *first.Response
	answer.Body, answer.Cut = string(rows), !whole
	first.Response = &answer
	return first
}

// inPages asks for a list page by page, from an offset on, until there are most rows or no
// more, and joins them; nil where the first answer is no list. whole is false where the rest
// is not to be had, or the server ignores the offset.
func inPages(offset, most int, ask func(limit, offset int) (body []byte, ok bool)) (joined []byte, whole bool) {
	var page, before []byte
	var all []json.RawMessage
	for got := 0; got < most && !whole; got += smallPage {
		before = page
		var ok bool
		page, ok = ask(smallPage, offset+got)
		field, rows, list := rowsIn(page)
		if !ok || !list || bytes.Equal(page, before) {
			break
		}
		all = append(all, rows...)
		joined = joinedAs(field, all)
		whole = len(rows) < smallPage || got+smallPage >= most
	}
	return joined, whole
}

// rowsIn reads a list, plain or as the one field of an object that is a list.
func rowsIn(body []byte) (field string, rows []json.RawMessage, ok bool) {
	if json.Unmarshal(body, &rows) == nil {
		return "", rows, true
	}
	var object map[string]json.RawMessage
	_ = json.Unmarshal(body, &object)
	for _, name := range []string{"items", "namespaces"} {
		if json.Unmarshal(object[name], &rows) == nil {
			return name, rows, true
		}
	}
	return "", nil, false
}

func joinedAs(field string, rows []json.RawMessage) []byte {
	var list any = append([]json.RawMessage{}, rows...)
	if field != "" {
		list = map[string]any{field: list}
	}
	body, _ := json.Marshal(list) // what was read can be written
	return body
}

// pageOf is the page that a request asks for; no limit is 0.
func pageOf(query url.Values, body []byte) (limit, offset int) {
	var asked struct{ Limit, Offset int }
	_ = json.Unmarshal(body, &asked)
	if query.Has("limit") {
		asked.Limit, _ = strconv.Atoi(query.Get("limit"))
		asked.Offset, _ = strconv.Atoi(query.Get("offset"))
	}
	return asked.Limit, asked.Offset
}

// shorten has a request ask for a page.
func shorten(request *langgraph.Request, limit, offset int) {
	if request.Query.Has("limit") {
		request.Query.Set("limit", strconv.Itoa(limit))
		request.Query.Set("offset", strconv.Itoa(offset))
		return
	}
	edit(request, func(body map[string]any) { body["limit"], body["offset"] = limit, offset })
}
