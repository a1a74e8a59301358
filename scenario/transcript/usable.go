package transcript

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Outcome classifies the answer to an operation. User 1's canary is proof in any
// answer; for everything else an answer counts only if it is what the operation
// answers by its contract. control is the owner's same call: what it shows is a
// contract, too, for servers that word their answers in their own way.
func (f Facts) Outcome(o catalog.Operation, e Exchange, control Exchange) Outcome {
	got := e.classify(f.Canary)
	if got == Denied && o.Reads() && o.Creates == "" && slices.Contains(passing, e.Response.Status) {
		return NoAnswer
	}
	if got != Admitted || f.fits(o, e) && (!vague(o) || isOwners(e) || e.Response.Open || control.Response == nil || control.OK() && SameLayout(e, control)) {
		return got
	}
	if control.classify(f.Canary) == Leaked && SameLayout(e, control) {
		return got
	}
	return NoAnswer
}

// passing are refusals of the moment, as of a user who is busy elsewhere, or of a thing that
// is locked: who only reads is not told by them whether they may.
var passing = []int{http.StatusConflict, http.StatusLocked, http.StatusTooEarly}

// LetIn tells whether an answer let its caller in.
func (f Facts) LetIn(o catalog.Operation, e Exchange) bool {
	got := f.Outcome(o, e, Exchange{})
	return got == Admitted || got == Leaked
}

// Usable tells whether an answer is what the operation answers, whole: what is not in
// it is not there. One that is cut may show the canary, and still tells nothing of that.
func (f Facts) Usable(o catalog.Operation, e Exchange) bool {
	return e.classify("") == Admitted && f.fits(o, e)
}

// vague tells shapes that say so little that the owner's answer has to say what it looks like.
func vague(o catalog.Operation) bool {
	s := o.Answer
	return o.Control == "" && (s.Type == catalog.AnyJSON || s.Type == catalog.AnObject && s.Field == "")
}

// fits tells whether an answer has the shape of the operation's.
func (f Facts) fits(o catalog.Operation, e Exchange) bool {
	s, r := o.Answer, e.Response
	switch {
	case s.Type == "":
		return true
	case r.Cut:
		return false
	case s.Type == catalog.Events:
		return r.Status == 101 || strings.HasPrefix(r.ContentType, "text/event-stream") && isStream(r.Body)
	case o.Hangs && r.Open && strings.TrimSpace(r.Body) == "":
		return true // a call that waits for a run, and was hung up on
	case strings.TrimSpace(r.Body) == "":
		return s.Type == catalog.Done || s.Type == catalog.AnyJSON && isOwners(e)
	}
	value, ok := JSON(r.Body)
	if !ok {
		return false
	}
	if value == nil {
		return s.Null || s.Type == catalog.AnyJSON && isOwners(e)
	}
	return f.hasType(s, value, e)
}

// isStream tells whether a text is the beginning of an event stream, or nothing yet.
func isStream(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || slices.ContainsFunc([]string{":", "event:", "data:", "id:", "retry:"}, func(field string) bool { return strings.HasPrefix(text, field) })
}

func (f Facts) hasType(s catalog.Shape, value any, e Exchange) bool {
	object, isObject := value.(map[string]any)
	if s.In != "" {
		value = object[s.In]
	}
	list, isList := value.([]any)
	_, isNumber := value.(float64)
	_, detail := object["detail"] // alone, it is what FastAPI says to a refusal, here under another status
	if s.Field == "" && (saysFailed(object) || detail && len(object) == 1) {
		return false
	}
	switch s.Type {
	case catalog.Done:
		return true
	case catalog.AnyJSON:
		return isObject && (len(object) > 0 || isOwners(e))
	case catalog.ANumber:
		_, wrapped := object["count"].(float64)
		return isNumber || wrapped
	case catalog.AList:
		return isList && !slices.ContainsFunc(list, func(item any) bool { return !hasField(s.Field, item) })
	}
	if !isObject || !hasField(s.Field, value) {
		return false
	}
	return s.Is == "" || e.Part == Unknown || object[s.Field] == f.Things[s.Is]
}

// isOwners tells user 1's own calls: the state of a new thread is empty.
func isOwners(e Exchange) bool { return catalog.IdentityNamed(e.Identity).Login == catalog.Owner }

func hasField(name string, value any) bool {
	if name == "" {
		return true
	}
	object, _ := value.(map[string]any)
	_, ok := object[name]
	return ok
}

// SameLayout tells whether two answers are of the same kind: objects with the same
// fields, or lists of such.
func SameLayout(a, b Exchange) bool {
	if a.Response == nil || b.Response == nil || a.Response.Cut {
		return false
	}
	x, ok := JSON(a.Response.Body)
	y, known := JSON(b.Response.Body)
	return ok && known && layout(x) == layout(y) && layout(x) != ""
}

func layout(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "object of " + strings.Join(slices.Sorted(maps.Keys(v)), " ")
	case []any:
		if len(v) > 0 {
			return "list of " + layout(v[0])
		}
		return "list"
	}
	return ""
}
