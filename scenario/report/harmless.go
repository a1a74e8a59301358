package report

import (
	"fmt"
	"reflect"
	"unicode/utf8"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// destination is a place where reports are shown: what makes a text harmless there, and
// how much of a report is good to have there.
type destination struct {
	text func(string) string // for a text
	code func(string) string // for code that has several lines

	bytes    int // that all texts may have together; each is cut until they do
	items    int // of a list of names; 0: all
	results  int // the worst are shown; 0: all
	findings int
}

// The texts are cut at these numbers of bytes at most, and at least.
const (
	longest  = 4096
	shortest = 64
)

// harmless copies what is to be shown. Every text in it, whatever field it is in, is cut
// and made harmless; lists are shortened.
func harmless[T any](v T, d destination) T {
	value := reflect.ValueOf(&v).Elem()
	limit := longest
	for limit > shortest && d.volume(value, limit) > d.bytes {
		limit /= 2
	}
	return d.copied(value, "", limit).Interface().(T)
}

// volume is how much there is to show, in bytes, with texts that are cut.
func (d destination) volume(v reflect.Value, limit int) int {
	sum := 0
	switch v.Kind() {
	case reflect.String:
		return min(v.Len(), limit)
	case reflect.Pointer:
		if !v.IsNil() {
			return d.volume(v.Elem(), limit)
		}
	case reflect.Slice:
		for i := range d.room(v) {
			sum += d.volume(v.Index(i), limit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			sum += d.volume(v.Field(i), limit)
		}
	}
	return sum
}

// copied is a copy of a value, which is in the field of that name.
func (d destination) copied(v reflect.Value, field string, limit int) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		out.SetString(d.harmless(v, field, limit))
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(d.copied(v.Elem(), field, limit).Addr())
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(d.list(v, field, limit))
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMap(v.Type()))
		}
		for _, key := range v.MapKeys() {
			out.SetMapIndex(d.copied(key, field, limit), d.copied(v.MapIndex(key), field, limit))
		}
	case reflect.Struct:
		out.Set(v) // a time has fields of its own
		for i := range v.NumField() {
			if out.Field(i).CanSet() {
				out.Field(i).Set(d.copied(v.Field(i), v.Type().Field(i).Name, limit))
			}
		}
	default:
		out.Set(v)
	}
	return out
}

// harmless is a text as it can be shown. Lines for a shell are shown whole or not at all.
func (d destination) harmless(v reflect.Value, field string, limit int) string {
	text := v.String()
	switch {
	case v.Type() == reflect.TypeFor[result.Verdict]():
		return string(knownVerdict(result.Verdict(text)))
	case field == "Curl" && len(text) > longest:
		return notShown
	case field == "Curl":
		return d.code(InShell(text))
	case field == "Leftovers" && len(text) > limit:
		text, _ = result.ByHand(text)
	case field == "Fix":
		return d.code(cut(text, limit))
	}
	return d.text(cut(text, limit))
}

// list copies a list; names beyond what the place holds are counted.
func (d destination) list(v reflect.Value, field string, limit int) reflect.Value {
	n := d.room(v)
	out := reflect.MakeSlice(v.Type(), 0, n)
	for i := range n {
		out = reflect.Append(out, d.copied(v.Index(i), field, limit))
	}
	if more := v.Len() - n; more > 0 {
		out = reflect.Append(out, reflect.ValueOf(fmt.Sprintf("and %d more", more)).Convert(v.Type().Elem()))
	}
	return out
}

// room is how much of a list is shown.
func (d destination) room(list reflect.Value) int {
	if d.items > 0 && list.Type().Elem().Kind() == reflect.String {
		return min(list.Len(), d.items)
	}
	return list.Len()
}

// cut shortens a text to that many bytes, between letters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	at := limit - len("…")
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return text[:at] + "…"
}

// shown is the part of a report that a place has room for, made harmless.
func (d destination) shown(r *result.Report) *result.Report {
	few := *r
	var notes []string
	leftOut := func(n int, what string) {
		if n > 0 {
			notes = append(notes, phrase.Count(n, "more "+what)+" left out here; --report json=FILE has everything")
		}
	}
	if d.results > 0 {
		few.Results = worst(r.Results, d.results, func(check result.Result) result.Verdict { return check.Verdict })
		leftOut(len(r.Results)-len(few.Results), "check")
	}
	if d.findings > 0 {
		few.Findings = worst(r.Findings, d.findings, func(f result.Finding) result.Verdict { return f.Verdict })
		leftOut(len(r.Findings)-len(few.Findings), "finding")
	}
	if d.items > 0 {
		few.Matrix.Rows = few.Matrix.Rows[:min(d.items, len(few.Matrix.Rows))]
		leftOut(len(r.Matrix.Rows)-len(few.Matrix.Rows), "resource")
	}
	shown := harmless(&few, d)
	shown.Summary.Notes = append(shown.Summary.Notes, notes...)
	return shown
}

// worst are the n worst of a list, in its order.
func worst[T any](list []T, n int, verdict func(T) result.Verdict) []T {
	if len(list) <= n {
		return list
	}
	count := make(map[result.Verdict]int)
	for _, item := range list {
		count[verdict(item)]++
	}
	room := make(map[result.Verdict]int)
	for _, v := range worstFirst {
		room[v] = min(n, count[v])
		n -= room[v]
	}
	var kept []T
	for _, item := range list {
		if v := verdict(item); room[v] > 0 {
			room[v]--
			kept = append(kept, item)
		}
	}
	return kept
}
