package catalog

import (
	"path"
	"slices"
	"strings"
)

// Selection says which checks are wanted, by patterns of their IDs.
type Selection struct {
	Only []string `json:"only,omitempty"`
	Skip []string `json:"skip,omitempty"`

	Callers []string `json:"callers,omitempty"` // the only identities wanted; nil: all
}

// Has tells whether a check is wanted. A pattern's * matches / too.
func (s Selection) Has(check string) bool {
	_, identity := SplitCheck(check)
	return (len(s.Only) == 0 || Matches(s.Only, check)) && !Matches(s.Skip, check) && s.Wants(identity)
}

// Wants tells whether any check of an identity is wanted, as far as it goes by that.
func (s Selection) Wants(identity string) bool {
	return s.Callers == nil || slices.Contains(s.Callers, identity)
}

// All tells whether everything is wanted.
func (s Selection) All() bool { return len(s.Only)+len(s.Skip)+len(s.Callers) == 0 }

// Needed keeps the operations that a wanted check or its control needs.
func (s Selection) Needed(ops []Operation) []Operation {
	needed := make(map[string]bool)
	for _, o := range ops {
		for _, id := range identities {
			if o.TriedBy(id) && s.Has(Check(o.ID, id.ID)) {
				needed[o.ID], needed[o.Control] = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(ops), func(o Operation) bool { return !needed[o.ID] })
}

// Matches tells whether one of the patterns matches the check, or names its operation
// ("threads.get") or its resource ("threads"): all their checks are meant.
func Matches(patterns []string, check string) bool {
	operation := check[:max(0, strings.LastIndex(check, "/"))]
	resource, _, _ := strings.Cut(operation, ".")
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		return matches(pattern, check) || pattern != "" && (matches(pattern, operation) || matches(pattern, resource))
	})
}

func matches(pattern, name string) bool {
	if !strings.ContainsAny(pattern, `*?[\`) { // most are plain, and there are thousands of names
		return pattern == name
	}
	ok, err := path.Match(strings.ReplaceAll(pattern, "/", "\x00"), strings.ReplaceAll(name, "/", "\x00"))
	return ok && err == nil
}
