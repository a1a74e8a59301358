package catalog

import (
	"maps"
	"slices"
)

// Wider is what a server documents of a list that no row sends: what may ask for more than the
// caller's own, or whose things are meant.
type Wider struct {
	Query  map[string]string `json:"query,omitempty"`
	Body   object            `json:"body,omitempty"`
	Header map[string]string `json:"header,omitempty"`
}

// addTo adds what was learned to a request, in the place of what its row has.
func (w Wider) addTo(request *Request) {
	for name, value := range w.Query {
		request.Query.Set(name, value)
	}
	maps.Copy(request.Header, w.Header)
}

// Empty tells that there is nothing of the kind.
func (w Wider) Empty() bool { return len(w.Query)+len(w.Body) == 0 }

// Apart are the parameters one by one.
func (w Wider) Apart() []Wider {
	var singles []Wider
	for _, name := range slices.Sorted(maps.Keys(w.Query)) {
		singles = append(singles, Wider{Query: map[string]string{name: w.Query[name]}})
	}
	for _, name := range slices.Sorted(maps.Keys(w.Body)) {
		singles = append(singles, Wider{Body: object{name: w.Body[name]}})
	}
	return singles
}

// widerList is a list or count that is asked for more than the caller's own, by what is asked
// of it there: nil for what it is asked anyway.
type widerList struct {
	id   string
	body Body
}

var widerLists = []widerList{{id: "threads.search"}, {id: "threads.count"}, {id: "threads.list"}, {id: "assistants.search"}, {id: "assistants.count"},
	{id: "assistants.list"}, {id: "crons.search"}, {id: "crons.count"}, {id: "store.search", body: taggedFromRoot}, {id: "store.namespaces"}}

// taggedFromRoot finds the run's items wherever they are in the store.
func taggedFromRoot(v *Values) any {
	return object{"namespace_prefix": []string{}, "filter": object{"authcheck": v.Text("tag")}, "limit": 100}
}

// widerOperations are lists and counts with what the server itself documents of them, all
// parameters at once. Where it documents nothing of the kind, they are not tried.
var widerOperations = widened(slices.Concat(threadOperations, assistantOperations, cronOperations, storeOperations))

func widened(rows []Operation) []Operation {
	var all []Operation
	for _, o := range rows {
		i := slices.IndexFunc(widerLists, func(list widerList) bool { return list.id == o.ID })
		if i < 0 {
			continue
		}
		if body := widerLists[i].body; body != nil {
			o.Body = body
		}
		o.Plain, o.ID = []string{o.ID}, o.ID+"-wider"
		o.Sample, o.Variants, o.Deep, o.Except = false, false, false, outsiders
		o.Widened, o.Optional, o.Crossing = true, true, "list-widened"
		all = append(all, o)
	}
	return all
}

// widen adds to a request what the server documents of the list.
func (v *Values) widen(o Operation, request *Request, body any) any {
	more, ok := v.Wider[o.ID]
	v.note(o.ID, ok)
	for name, value := range more.Query {
		request.Query.Set(name, v.fill(value, plain))
	}
	if body == nil {
		return nil
	}
	return merged(body.(object), v.fillTree(more.Body).(object))
}
