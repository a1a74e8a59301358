package langgraphtest

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// item is a value in the store, under a namespace and a key.
type item struct {
	Namespace []string  `json:"namespace"`
	Key       string    `json:"key"`
	Value     object    `json:"value"`
	CreatedAt timestamp `json:"created_at"`
	UpdatedAt timestamp `json:"updated_at"`
}

// hit is an item as a search gives it.
type hit struct {
	*item
	Score any `json:"score"`
}

var storeRoutes = []route{
	{name: "store.put", method: "PUT", path: "/store/items", serve: (*call).putItem},
	{name: "store.get", method: "GET", path: "/store/items", serve: (*call).getItem},
	{name: "store.delete", method: "DELETE", path: "/store/items", serve: (*call).deleteItem},
	{name: "store.search", method: "POST", path: "/store/items/search", serve: (*call).searchItems},
	{name: "store.namespaces", method: "POST", path: "/store/namespaces", serve: (*call).listNamespaces},
}

// storeAccess is what the module makes of a store operation: the namespace that
// it really goes to, and a filter on values.
func (c *call) storeAccess(action string, value object) ([]string, filter, error) {
	if err := checkNamespace(value); err != nil {
		return nil, nil, err
	}
	only, err := c.authorize("store", action, value)
	if err != nil {
		return nil, nil, err
	}
	if err := checkNamespace(value); err != nil {
		return nil, nil, err
	}
	namespace, _ := value["namespace"].([]string)
	return namespace, only, nil
}

// errNamespace is refused as plain text, unlike everything else.
type errNamespace struct{ label string }

func (e errNamespace) Error() string {
	return "Namespace label '" + e.label + "' must be a non-empty string without periods"
}

func checkNamespace(value object) error {
	namespace, _ := value["namespace"].([]string)
	for _, label := range namespace {
		if label == "" || strings.Contains(label, ".") {
			return errNamespace{label}
		}
	}
	return nil
}

func (e *engine) item(namespace []string, key string) *item {
	return find(e.items, func(i *item) bool { return i.Key == key && slices.Equal(i.Namespace, namespace) })
}

// itemRequest is the body of put and delete.
type itemRequest struct {
	Namespace []string `json:"namespace"`
	Key       *string  `json:"key"`
	Value     object   `json:"value"`
}

func (c *call) itemRequest() (itemRequest, error) {
	var body itemRequest
	if err := c.decode(&body); err != nil {
		return body, err
	}
	if body.Key == nil {
		return body, invalid(`"key" is a required property`)
	}
	return body, nil
}

func (c *call) putItem() error {
	body, err := c.itemRequest()
	if err != nil {
		return err
	}
	if body.Value == nil {
		return invalid(`"value" is a required property`)
	}
	value := object{"namespace": body.Namespace, "key": *body.Key, "value": body.Value}
	namespace, _, err := c.storeAccess("put", value)
	if err != nil {
		return err
	}
	existing := c.engine.item(namespace, *body.Key)
	if existing == nil {
		existing = &item{Namespace: append([]string{}, namespace...), Key: *body.Key, CreatedAt: now()}
		c.engine.items = append(c.engine.items, existing)
	}
	existing.Value, existing.UpdatedAt = body.Value, now()
	return c.empty(http.StatusNoContent)
}

func (c *call) getItem() error {
	query := c.r.URL.Query()
	value := object{"namespace": strings.Split(query.Get("namespace"), "."), "key": query.Get("key")}
	if err := checkNamespace(value); err != nil {
		return err
	}
	if query.Get("key") == "" {
		return c.json(http.StatusBadRequest, object{"error": "Key is required"})
	}
	namespace, _, err := c.storeAccess("get", value)
	if err != nil {
		return err
	}
	if found := c.engine.item(namespace, query.Get("key")); found != nil {
		return c.ok(found)
	}
	return c.ok(nil)
}

func (c *call) deleteItem() error {
	body, err := c.itemRequest()
	if err != nil {
		return err
	}
	namespace, _, err := c.storeAccess("delete", object{"namespace": body.Namespace, "key": *body.Key})
	if err != nil {
		return err
	}
	gone := c.engine.item(namespace, *body.Key)
	remove(&c.engine.items, func(i *item) bool { return i == gone })
	return c.empty(http.StatusNoContent)
}

func (c *call) searchItems() error {
	var body struct {
		Prefix []string `json:"namespace_prefix"`
		Filter object   `json:"filter"`
		Limit  int      `json:"limit"`
		Offset int      `json:"offset"`
		Query  any      `json:"query"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Prefix == nil {
		return errCrash
	}
	if body.Limit == 0 {
		body.Limit = 10
	}
	value := object{"namespace": body.Prefix, "filter": body.Filter, "limit": body.Limit,
		"offset": body.Offset, "query": body.Query}
	prefix, only, err := c.storeAccess("search", value)
	if err != nil {
		return err
	}
	hits := []hit{}
	for _, i := range c.engine.items {
		if startsWith(i.Namespace, prefix) && only.matches(i.Value) && contains(i.Value, body.Filter) {
			hits = append(hits, hit{item: i})
		}
	}
	cut, _ := page(hits, body.Limit, body.Offset)
	return c.ok(object{"items": cut})
}

func startsWith(namespace, prefix []string) bool {
	return len(namespace) >= len(prefix) && slices.Equal(namespace[:len(prefix)], prefix)
}

func endsWith(namespace, suffix []string) bool {
	return len(namespace) >= len(suffix) && slices.Equal(namespace[len(namespace)-len(suffix):], suffix)
}

func (c *call) listNamespaces() error {
	var body struct {
		Prefix   []string `json:"prefix"`
		Suffix   []string `json:"suffix"`
		MaxDepth int      `json:"max_depth"`
		Limit    *int     `json:"limit"`
		Offset   int      `json:"offset"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	prefix, _, err := c.storeAccess("list_namespaces", object{"namespace": body.Prefix, "suffix": body.Suffix,
		"max_depth": body.MaxDepth, "limit": body.Limit, "offset": body.Offset})
	if err != nil {
		return err
	}
	namespaces := [][]string{}
	for _, i := range c.engine.items {
		if !startsWith(i.Namespace, prefix) || !endsWith(i.Namespace, body.Suffix) {
			continue
		}
		labels := i.Namespace
		if body.MaxDepth > 0 {
			labels = labels[:min(body.MaxDepth, len(labels))]
		}
		if !slices.ContainsFunc(namespaces, func(n []string) bool { return reflect.DeepEqual(n, labels) }) {
			namespaces = append(namespaces, labels)
		}
	}
	slices.SortFunc(namespaces, slices.Compare)
	limit := 100
	if body.Limit != nil {
		limit = *body.Limit
	}
	cut, _ := page(namespaces, limit, body.Offset)
	return c.ok(object{"namespaces": cut})
}
