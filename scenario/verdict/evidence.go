package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// evidence writes down what a verdict rests on.
func (c *court) evidence(t trial) *result.Evidence {
	e := &result.Evidence{Whose: "User 1", Expected: "denied", Got: t.answer.Described(), Effect: t.effect.seen,
		Canary: t.got == transcript.Leaked, Method: t.op.Method, Body: c.sentBody(t.answer)}
	if t.id.Login == catalog.OtherUser && c.allowed(t.id).Promises(t.op) {
		e.Expected = "works: the policy allows it"
	}
	if t.id.Login == catalog.Owner {
		e.Expected = "works"
	} else if t.control.Response != nil {
		e.Control = "User 1: " + t.control.Described()
	}
	if r := t.answer.Response; r != nil {
		e.URL, e.Status, e.DurationMS = r.URL, r.Status, r.ElapsedMS
		if e.Canary {
			e.CanaryAt = canaryAt(r, c.Facts.Canary)
		}
		if !r.OK() {
			e.Detail = r.Detail
		}
	} else {
		e.Got = t.answer.Failure
	}
	e.Curl = c.curl(t)
	return e
}

// sentBody is what was sent, without the canary: it is our own.
func (c *court) sentBody(e transcript.Exchange) string {
	return strings.ReplaceAll(string(e.Request.Body), c.Facts.Canary, "<canary>")
}

// canaryAt says where in an answer the canary is, as a JSON path. The path is all that
// is kept of an answer: what stands next to the canary may be somebody else's.
func canaryAt(r *transcript.Response, canary string) string {
	if path := pathIn(r.Body, canary); path != "" {
		return path
	}
	for i, event := range r.Events {
		if path := pathIn(event.Data, canary); path != "" {
			return fmt.Sprintf("event %d: %s", i+1, path)
		}
	}
	if strings.Contains(r.Body, canary) || !strings.Contains(r.More.Decoded+strings.Join(r.More.Headers, "\n"), canary) {
		return "the text of the answer"
	}
	for _, line := range r.More.Headers {
		if name, value, _ := strings.Cut(line, ": "); strings.Contains(value, canary) {
			return "the header " + name
		}
	}
	return "the text of the answer, encoded or packed"
}

func pathIn(text, canary string) string {
	if !strings.Contains(text, canary) {
		return "" // as most events of a stream
	}
	value, _ := transcript.JSON(text)
	path, _ := locate(value, canary)
	return path
}

// locate is where in a JSON value the canary is, as a path.
func locate(value any, canary string) (path string, found bool) {
	switch v := value.(type) {
	case string:
		if strings.Contains(v, canary) {
			return "$", true
		}
	case []any:
		for i, item := range v {
			if below, found := locate(item, canary); found {
				return fmt.Sprintf("$[%d]%s", i, below[1:]), true
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if below, found := locate(v[key], canary); found {
				return "$." + key + below[1:], true
			}
			if strings.Contains(key, canary) {
				return "$", true
			}
		}
	}
	return "", false
}
