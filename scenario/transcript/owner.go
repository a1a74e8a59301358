package transcript

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"authcheck/scenario/catalog"
)

// owner is what the server writes on things of the user, at whatever depth: what is called so,
// else the first text; where there is none, the subject.
func (u User) owner() string {
	return cmp.Or(textAt(u.Owned, "owner"), textAt(u.Owned, ""), u.Subject)
}

// group is what the server writes on things of the user for whom the user belongs to: a team, an
// organisation; where there is none, the owner.
func (u User) group() string {
	for _, name := range catalog.Groups {
		if text := textAt(u.Owned, name); text != "" {
			return text
		}
	}
	return u.owner()
}

// ownerKey is under which name the server writes the owner down, "owner" where it does not.
func (u User) ownerKey() string {
	for _, key := range slices.Sorted(maps.Keys(u.Owned)) {
		if u.Owned[key] == u.owner() {
			return key
		}
	}
	return "owner"
}

// textAt is the shallowest text under a name in a JSON value, or under any.
func textAt(tree any, name string) string {
	for level := []any{tree}; len(level) > 0; {
		var below []any
		for _, node := range level {
			text, inside := textIn(node, name)
			if text != "" {
				return text
			}
			below = append(below, inside...)
		}
		level = below
	}
	return ""
}

// textIn is the text of one object or list, with the values that may have more inside.
func textIn(node any, name string) (text string, inside []any) {
	if list, ok := node.([]any); ok {
		for _, item := range list {
			if text, ok := item.(string); ok && text != "" && name == "" {
				return text, nil
			}
		}
		return "", list
	}
	object, _ := node.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if text, ok := object[key].(string); ok && text != "" && (name == "" || key == name) {
			return text, nil
		}
		inside = append(inside, object[key])
	}
	return "", inside
}

// appended is what a caller claims who keeps what is the own: lists, at whatever depth, have
// both; everything else is as it is claimed.
func appended(own, claimed any) any {
	switch claimed := claimed.(type) {
	case map[string]any:
		before, _ := own.(map[string]any)
		all := make(map[string]any, len(claimed))
		for key, value := range claimed {
			all[key] = appended(before[key], value)
		}
		return all
	case []any:
		before, _ := own.([]any)
		all := slices.Clone(before)
		for _, item := range claimed {
			if !slices.ContainsFunc(all, func(known any) bool { return reflect.DeepEqual(known, item) }) {
				all = append(all, item)
			}
		}
		return all
	}
	return claimed
}
