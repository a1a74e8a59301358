package scenario

// ourNewest finds what authcheck has made, whoever did it and in whatever name.
const ourNewest = `{"metadata":{"made_by":"authcheck"},"limit":100,"sort_by":"created_at","sort_order":"desc"}`

// looks are the owner's requests that show effects. Control names the owner's
// call that has shown the same before the attack.
var looks = map[string]Operation{
	"thread_w":    {Method: "GET", Path: "/threads/$thread_w"},
	"state_w":     {Method: "GET", Path: "/threads/$thread_w/state"},
	"runs_l":      {Method: "GET", Path: "/threads/$thread_l/runs", Query: "limit=100"},
	"runs_r":      {Method: "GET", Path: "/threads/$thread_r/runs", Query: "limit=100"},
	"threads":     {Method: "POST", Path: "/threads/search", Body: ourNewest, Control: "threads.search-metadata"},
	"crons":       {Method: "POST", Path: "/runs/crons/search", Body: ourNewest, Control: "crons.search"},
	"assistant_w": {Method: "GET", Path: "/assistants/$assistant_w"},
	"assistants":  {Method: "POST", Path: "/assistants/search", Body: ourNewest, Control: "assistants.search-metadata"},
	"assistant_d": {Method: "GET", Path: "/assistants/$assistant_d"},
	"item_w":      {Method: "GET", Path: "/store/items", Query: "namespace=$dotted&key=$key_w"},
	"item_d":      {Method: "GET", Path: "/store/items", Query: "namespace=$dotted&key=$key_d"},
	"item_s":      {Method: "GET", Path: "/store/items", Query: "namespace=$dotted&key=$key_s"},
}
