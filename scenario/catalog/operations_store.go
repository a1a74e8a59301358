package catalog

import "strings"

// StoreKeys are the keys of a run's items, by the name of the text that holds one;
// the run's tag follows the prefix.
var StoreKeys = map[string]string{"key": "read-", "key_w": "write-", "key_d": "delete-", "key_s": "stored-", "key_2": "own-", "key_b": "below-", "key_o": "of-other-",
	"key_t": "of-thread-", "key_g": "of-stamp-", "key_p": "of-preferences-", "key_m": "of-memories-"}

// StoreLayouts are where servers have their users' items, the likeliest first: {user} is
// who the user is to the server, {tag} the run's.
var StoreLayouts = [][]string{
	{"{user}", MadeBy, "{tag}"}, // fine where nobody looks at it, and where the server puts the user in front
	{MadeBy, "{tag}"},
	{"users", "{user}", MadeBy, "{tag}"},
	{"memories", "{user}", MadeBy, "{tag}"},
	{MadeBy, "{tag}", "{user}"},
	{"preferences", "{user}", MadeBy, "{tag}"},
	{"profiles", "{user}", MadeBy, "{tag}"},
	{"settings", "{user}", MadeBy, "{tag}"},
}

// StoreLayout is the layout that a user names: "memories,{user}".
func StoreLayout(namespace string) []string {
	return append(strings.Split(namespace, ","), MadeBy, "{tag}")
}

func itemQuery(namespace, key string) map[string]string {
	return map[string]string{"namespace": "{" + namespace + "}", "key": "{" + key + "}"}
}

func searched(namespace string) Body {
	return func(v *Values) any { return object{"namespace_prefix": v.List(namespace), "limit": 100} }
}

func written(namespace, key string) Body {
	return func(v *Values) any {
		return object{"namespace": v.List(namespace), "key": v.Text(key), "value": object{"authcheck_by": v.Text("marker")}}
	}
}

func addressed(namespace, key string) Body {
	return func(v *Values) any { return object{"namespace": v.List(namespace), "key": v.Text(key)} }
}

// lastOf is how a namespace ends: with the run's tag, or with the user where that comes last.
func lastOf(namespace []string) []string { return namespace[max(0, len(namespace)-1):] }

const storeShared = "store-shared"

// deepest is more labels than a namespace of a run has: it leaves lists as they are.
const deepest = 10

var storeOperations = []Operation{
	{ID: "store.get", Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query: itemQuery("dotted", "key"), Oracle: Read, Sample: true, Crossing: storeShared},
	{ID: "store.search", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: searched("namespace"), Oracle: List, Crossing: storeShared},
	{ID: "store.search-root", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: func(v *Values) any {
			return object{"namespace_prefix": []string{}, "query": MadeBy, "filter": object{"authcheck": v.Text("tag")}, "limit": 100}
		}, Oracle: List, Only: byOtherUser,
		Control: "store.search", Plain: []string{"store.search"}, Crossing: storeShared},
	{ID: "store.search-above", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: func(v *Values) any {
			return object{"namespace_prefix": v.List("above"), "filter": object{"authcheck": v.Text("tag")}, "limit": 100}
		}, Oracle: List, Only: byOtherUser,
		Control: "store.search", Plain: []string{"store.search", "store.search-root"}, Optional: true, Crossing: storeShared},
	{ID: "store.search-query", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: func(v *Values) any {
			return object{"namespace_prefix": v.List("namespace_of_2"), "query": MadeBy, "filter": object{"authcheck": v.Text("tag")}, "limit": 100}
		}, Oracle: List, Only: byOtherUser,
		Control: "store.search", Plain: []string{"store.search", "store.search-root"}, Deep: true, Crossing: storeShared},
	{ID: "store.namespaces-depth", Answer: namespaces, Resource: "store", Action: "list_namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: func(*Values) any { return object{"max_depth": 1, "limit": 1000} }, Oracle: List, Only: byOtherUser,
		Control: "store.namespaces", Plain: []string{"store.namespaces"}, Deep: true, Crossing: storeShared},
	{ID: "store.namespaces-suffix", Answer: namespaces, Resource: "store", Action: "list_namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: func(v *Values) any {
			return object{"suffix": lastOf(v.List("kept")), "max_depth": deepest, "limit": 100}
		}, Oracle: List, Only: byOtherUser,
		Control: "store.namespaces", Plain: []string{"store.namespaces"}, Crossing: storeShared},
	{ID: "store.namespaces-prefix", Answer: namespaces, Resource: "store", Action: "list_namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: func(v *Values) any { return object{"prefix": v.List("kept"), "limit": 100} }, Oracle: List, Only: byOtherUser,
		Control: "store.namespaces", Plain: []string{"store.namespaces"}, Crossing: storeShared},
	{ID: "store.namespaces", Answer: namespaces, Resource: "store", Action: "list_namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: func(*Values) any { return object{"limit": 1000} }, Oracle: List, Crossing: storeShared},
	{ID: "store.put", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: written("namespace", "key_w"), Oracle: Write, Effect: Effect{Readback: "item_w"}, Creates: Item, Except: []string{"studio"}, Crossing: storeShared},
	{ID: "store.put-below", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: written("below", "key_b"), Oracle: Write, Effect: Effect{Readback: "items"}, Creates: Item, Only: byOtherUser,
		Control: "store.put", Plain: []string{"store.put"}, Crossing: storeShared},
	{ID: "store.plant", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: func(v *Values) any {
			value := merged(object{"authcheck_by": v.Text("marker")}, v.Object("named"), v.Object("owned"))
			return object{"namespace": v.List("bare"), "key": v.Text("key_o"), "value": value}
		}, Oracle: Write, Effect: Effect{Readback: "items"}, Creates: Item, Only: byOtherUser,
		Control: "store.put", Plain: []string{"store.put", "store.put-below"}, Deep: true, Crossing: storeShared},
	{ID: "store.delete", Answer: done, Resource: "store", Action: "delete", Method: "DELETE", Path: "/store/items", Doc: "/store/items",
		Body: addressed("namespace", "key_d"), Oracle: Delete, Effect: Effect{Readback: "item_d", Object: "key_d"}, Crossing: storeShared},
}

// storedOperations are tried where a server keeps items under another namespace
// than the one that was asked for: there with the namespace as it is stored.
var storedOperations = []Operation{
	{ID: "store.get-stored", Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query: itemQuery("stored_dotted", "key"), Oracle: Read, Only: byOtherUser, Control: "store.get", Plain: []string{"store.get"}, Optional: true, Crossing: storeShared},
	{ID: "store.search-stored", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: searched("stored"), Oracle: List, Only: byOtherUser, Control: "store.search", Plain: []string{"store.search"}, Optional: true, Crossing: storeShared},
	{ID: "store.put-stored", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: written("stored", "key_s"), Oracle: Write, Effect: Effect{Readback: "item_s", New: true}, Creates: Item,
		Only: byOtherUser, Control: "store.put", Plain: []string{"store.put"}, Optional: true, Crossing: storeShared},
	{ID: "store.delete-stored", Answer: done, Resource: "store", Action: "delete", Method: "DELETE", Path: "/store/items", Doc: "/store/items",
		Body: addressed("stored", "key_d"), Oracle: Delete, Effect: Effect{Readback: "item_d", Object: "key_d"},
		Only: byOtherUser, Control: "store.delete", Plain: []string{"store.delete"}, Optional: true, Crossing: storeShared},
}

// placedOperations are namespaces by what is in them, beside the place that a server was
// found to have for its users' items: a handler that knows that place may let others be.
var placedOperations = []Operation{
	placed("thread", "key_t", "threads", "thread_s"),
	placed("preferences", "key_p", "preferences", "subject"),
	placed("memories", "key_m", "memories", "subject"),
	placed("stamped", "key_g", "{stamp_name}", "stamp"),
	keyed("profile", "profiles"),
	keyed("user", "users"),
	searchKeyed("profile", "profiles"),
}

// keyed is an item of user 1's whose key says whose it is, and not its namespace, as profiles
// and settings are kept; user 2 reads it.
func keyed(name, word string) Operation {
	return Operation{ID: "store.get-" + name, Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query:  map[string]string{"namespace": word, "key": "{subject}"},
		Oracle: Read, Only: byOtherUser, Control: "store.get", Plain: []string{"store.get"}, Optional: true, Deep: true, Vacant: "store.get-" + name, Crossing: storeShared,
		Transfer: putByKey(word)}
}

// searchKeyed is a search where such items are.
func searchKeyed(name, word string) Operation {
	return Operation{ID: "store.search-" + name, Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: func(v *Values) any {
			return object{"namespace_prefix": []string{word}, "filter": object{"authcheck": v.Text("tag")}, "limit": 100}
		},
		Oracle: List, Only: byOtherUser, Control: "store.search", Plain: []string{"store.search", "store.get-" + name}, Optional: true, Deep: true,
		Vacant: "store.get-" + name, Crossing: storeShared, Transfer: putByKey(word)}
}

func putByKey(word string) *Operation {
	return &Operation{Method: "PUT", Path: "/store/items", Doc: "/store/items", Creates: Item, Body: func(v *Values) any {
		return object{"namespace": []string{word}, "key": v.Text("subject"), "value": object{"authcheck": v.Text("own_tag"), "authcheck_canary": v.Text("canary")}}
	}}
}

// placed is an item of user 1's below a word and something of user 1's, which user 2 reads.
func placed(name, key, word, of string) Operation {
	below := func(v *Values) []string { return []string{v.fill(word, plain), v.Text(of), MadeBy, v.Text("tag")} }
	return Operation{ID: "store.get-" + name, Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query:  map[string]string{"namespace": word + ".{" + of + "}." + MadeBy + ".{tag}", "key": "{" + key + "}"},
		Oracle: Read, Only: byOtherUser, Control: "store.get", Plain: []string{"store.get"}, Optional: true, Deep: true, Crossing: storeShared,
		Transfer: &Operation{Method: "PUT", Path: "/store/items", Doc: "/store/items", Creates: Item, Body: func(v *Values) any {
			return object{"namespace": below(v), "key": v.Text(key), "value": object{"authcheck": v.Text("own_tag"), "authcheck_canary": v.Text("canary")}}
		}}}
}

// Lookalike is the check of names that begin like another's: user 2 reads in the namespace
// of somebody whose name goes on where user 2's ends. User 1 is to be refused there.
var Lookalike = Operation{ID: "store.get-lookalike", Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
	Query: itemQuery("lookalike", "key_2"), Oracle: Access, Only: byOtherUser, Plain: []string{"store.get"}, Crossing: storeShared}

// Written is user 2 reading where the graph has written for user 1, whatever the run itself has put
// into the store.
var Written = Operation{ID: "store.search-written", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
	Body:   func(v *Values) any { return object{"namespace_prefix": v.List("written"), "limit": 10} },
	Oracle: Read, Only: byOtherUser, Plain: []string{"store.search"}, Crossing: "graph-memory-shared"}

// WrittenNames are the usual names of places in which graphs keep what they write, with the user's ID behind.
var WrittenNames = []string{"artifacts", "memories", "memory", "documents", "files", "outputs", "results", "notes", "history", "cache",
	"tools", "drafts", "summaries", "knowledge", "data", "reports", "uploads", "user_data"}
