package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

var putItem = Operation{ID: "store.put", Resource: "store", Method: "PUT", Path: "/store/items", Doc: "/store/items", Creates: "item",
	Body: `{"namespace":$namespace,"key":"$key","value":{$owned"authcheck_canary":"$canary"}}`}

// setUpStore puts three items into a namespace of this run. Servers that insist
// on the user's ID in front get it; where a server stores under another
// namespace than the one that was asked for, that one is learned.
func (r *run) setUpStore(ctx context.Context) {
	for i, name := range []string{"key", "key_w", "key_d", "key_s"} {
		r.set(name, []string{"read", "write", "delete", "stored"}[i]+"-"+r.tag)
	}
	refusal := ""
	for _, namespace := range r.namespaces() {
		r.setNamespace("namespace", "dotted", namespace)
		a := r.asControl(ctx, putItem)
		if a.ok() {
			a = r.asControl(ctx, operationByID("store.get"))
		}
		if a.ok() && receive(a, r.canary) == leaked {
			r.putOthers(ctx)
			r.findStored(ctx, namespace)
			return
		}
		if refusal == "" {
			refusal = a.why()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range []string{"namespace", "dotted"} {
		delete(r.vars, name)
		r.absent[name] = refusal
	}
	delete(r.answers, "store.get/owner")
}

// namespaces are the places to try: first with the user's ID in front, which is
// fine everywhere, then as servers without that rule have it. A label holds no full stop.
func (r *run) namespaces() [][]string {
	var owned map[string]string
	_ = json.Unmarshal([]byte("{"+strings.TrimSuffix(r.get("owned_1"), ",")+"}"), &owned)
	owners := []string{r.user(0).Subject}
	for _, key := range slices.Sorted(maps.Keys(owned)) {
		owners = append(owners, owned[key])
	}
	var candidates, behind [][]string
	for i, owner := range owners {
		if owner == "" || strings.Contains(owner, ".") || slices.Contains(owners[:i], owner) {
			continue
		}
		candidates = append(candidates, []string{owner, "authcheck", r.tag})
		behind = append(behind, []string{"users", owner, "authcheck", r.tag})
	}
	return slices.Concat(candidates, [][]string{{"authcheck", r.tag}}, behind)
}

func (r *run) setNamespace(list, dotted string, namespace []string) {
	text, err := json.Marshal(namespace)
	if err != nil {
		return
	}
	r.set(list, string(text))
	r.set(dotted, strings.Join(namespace, "."))
}

func (r *run) putOthers(ctx context.Context) {
	var all errgroup.Group
	for _, name := range []string{"key_w", "key_d"} {
		o := putItem
		o.Body = strings.Replace(o.Body, "$key", "$"+name, 1)
		all.Go(func() error {
			if a := r.as(ctx, 0, o); !a.ok() {
				r.lack(name, a.why())
			}
			return nil
		})
	}
	all.Wait()
}

// findStored looks for the run's namespace in the owner's list of namespaces.
func (r *run) findStored(ctx context.Context, asked []string) {
	a := r.asControl(ctx, Operation{ID: "store.namespaces", Method: "POST", Path: "/store/namespaces", Body: `{"limit":1000}`})
	if a.resp == nil || !bytes.Contains(a.resp.Body, []byte(r.tag)) {
		return
	}
	var list struct {
		Namespaces [][]string `json:"namespaces"`
	}
	if a.resp.Decode(&list) != nil {
		return
	}
	for _, stored := range list.Namespaces {
		if slices.Contains(stored, r.tag) && !slices.Equal(stored, asked) {
			r.setNamespace("stored", "stored_dotted", stored)
		}
	}
}
