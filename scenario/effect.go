package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"golang.org/x/sync/errgroup"
)

var uuids = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// look has the owner see, once for every row that is asked for.
// What a control has shown already is not asked for again before the attack.
func (r *run) look(ctx context.Context, names []string, before bool) map[string]answer {
	seen := make(map[string]answer)
	keep := func(name string, a answer) {
		r.mu.Lock()
		defer r.mu.Unlock()
		seen[name] = a
	}
	var all errgroup.Group
	all.SetLimit(lanes)
	for _, name := range names {
		o := looks[name]
		shown := r.shown(o)
		if before && shown != nil {
			keep(name, *shown)
			continue
		}
		if r.lacking(o) != "" {
			continue
		}
		all.Go(func() error { keep(name, r.as(ctx, 0, o)); return nil })
	}
	all.Wait()
	return seen
}

// shown is the owner's answer to the control of a look, nil where there is none yet.
func (r *run) shown(o Operation) *answer {
	if controls := r.answered(o.Control + "/owner"); len(controls) > 0 {
		return &controls[0]
	}
	return nil
}

// looksFor lists the looks that the operations need, objectsOnly those that
// must be seen before the attack as well.
func looksFor(ops []Operation, objectsOnly bool) []string {
	var names []string
	for _, o := range ops {
		if o.Effect.Look != "" && !slices.Contains(names, o.Effect.Look) && (o.Effect.Object != "" || !objectsOnly) {
			names = append(names, o.Effect.Look)
		}
	}
	return names
}

// sight is what the owner's look says of an operation's effect.
type sight struct {
	blind bool   // the look tells nothing
	early bool   // it did not show the thing before the attack either
	seen  string // the effect in words; "" for none
	mute  bool   // the effect does not tell who had it
}

// effectOf compares the owner's looks before and after. A marker names its
// author; a thing that is gone or changed is blamed on whoever was not denied.
func (r *run) effectOf(o Operation, id Identity) sight {
	after, ok := r.after[o.Effect.Look]
	if !ok || after.err != nil || after.resp == nil {
		return sight{blind: true}
	}
	if o.Effect.Object == "" {
		if after.resp.Status == http.StatusNotFound || after.resp.Status == http.StatusForbidden {
			return sight{seen: "the owner can no longer reach it", mute: true}
		}
		if !after.resp.OK() {
			return sight{blind: true}
		}
		if bytes.Contains(after.resp.Body, []byte(`"`+r.marker(o, id)+`"`)) {
			return sight{seen: "the owner sees what was written"}
		}
		return sight{}
	}
	wanted := r.get(o.Effect.Object)
	before, ok := r.before[o.Effect.Look]
	if !ok || before.resp == nil || !holds(before.resp.Body, wanted, o.Effect) {
		return sight{blind: true, early: true}
	}
	if holds(after.resp.Body, wanted, o.Effect) {
		return sight{}
	}
	if o.Effect.Field != "" {
		return sight{seen: fmt.Sprintf("the owner no longer sees %s %q", o.Effect.Field, o.Effect.Want), mute: true}
	}
	return sight{seen: "the owner's thing is gone", mute: true}
}

// holds finds the thing in a JSON answer, with the field as it should be.
func holds(body []byte, id string, e Effect) bool {
	var tree any
	if json.Unmarshal(body, &tree) != nil {
		return false
	}
	thing := find(tree, id)
	if thing == nil {
		return false
	}
	return e.Field == "" || fmt.Sprint(thing[e.Field]) == e.Want
}

// find is the object one of whose own ID fields is id.
func find(tree any, id string) map[string]any {
	switch node := tree.(type) {
	case []any:
		for _, item := range node {
			if found := find(item, id); found != nil {
				return found
			}
		}
	case map[string]any:
		for _, name := range []string{"thread_id", "run_id", "assistant_id", "cron_id", "key"} {
			if node[name] == id && isSelf(node, name) {
				return node
			}
		}
		for _, child := range node {
			if found := find(child, id); found != nil {
				return found
			}
		}
	}
	return nil
}

// isSelf tells a thing's own ID from one that it refers to: a run has a thread_id too.
func isSelf(node map[string]any, name string) bool {
	own := map[string][]string{
		"thread_id":    {"run_id", "cron_id"},
		"assistant_id": {"run_id", "cron_id"},
	}
	for _, other := range own[name] {
		if _, ok := node[other]; ok {
			return false
		}
	}
	return true
}
