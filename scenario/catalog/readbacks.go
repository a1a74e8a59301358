package catalog

// Readbacks are the owner's requests that show effects. Control names the owner's
// call that has shown the same before the attack: for lists, the very same request.
var Readbacks = map[string]Operation{
	"thread_d":    {Answer: threadItself("thread_d"), Method: "GET", Path: "/threads/{thread_d}"},
	"thread_p":    {Answer: threadItself("thread_p"), Method: "GET", Path: "/threads/{thread_p}"},
	"run_d":       {Answer: objectOf("run_id"), Method: "GET", Path: "/threads/{thread_r}/runs/{run_d}"},
	"cron_d":      {Answer: objectOf("cron_id"), Method: "GET", Path: "/runs/crons/{cron_d}"},
	"assistant_x": {Answer: assistantItself("assistant_x"), Method: "GET", Path: "/assistants/{assistant_x}"},
	"thread_w":    {Answer: threadItself("thread_w"), Method: "GET", Path: "/threads/{thread_w}"},
	"state_w":     {Answer: objectOf("values"), Method: "GET", Path: "/threads/{thread_w}/state"},
	"runs_l":      {Answer: listOf("run_id"), Method: "GET", Path: "/threads/{thread_l}/runs", Query: map[string]string{"limit": "100"}},
	"runs_r":      {Answer: listOf("run_id"), Method: "GET", Path: "/threads/{thread_r}/runs", Query: map[string]string{"limit": "100"}},
	"threads":     {Answer: listOf("thread_id"), Method: "POST", Path: "/threads/search", Body: newest, Control: "threads.search"},
	"crons":       {Answer: listOf("cron_id"), Method: "POST", Path: "/runs/crons/search", Body: newest, Control: "crons.search"},
	"assistant_w": {Answer: assistantItself("assistant_w"), Method: "GET", Path: "/assistants/{assistant_w}"},
	"assistants":  {Answer: listOf("assistant_id"), Method: "POST", Path: "/assistants/search", Body: newest, Control: "assistants.search"},
	"assistant_d": {Answer: assistantItself("assistant_d"), Method: "GET", Path: "/assistants/{assistant_d}"},
	"items":       {Answer: storeItems, Method: "POST", Path: "/store/items/search", Body: searched("namespace"), Control: "store.search"},
	"item_w":      {Answer: storeItem, Method: "GET", Path: "/store/items", Query: itemQuery("dotted", "key_w")},
	"item_d":      {Answer: storeItem, Method: "GET", Path: "/store/items", Query: itemQuery("dotted", "key_d")},
	"item_s":      {Answer: storeItem, Method: "GET", Path: "/store/items", Query: itemQuery("dotted", "key_s")},
}

// OwnThings are the names of user 1's things, by resource.
var OwnThings = map[string][]string{
	"threads":    {"thread", "thread_s", "thread_w", "thread_r"},
	"assistants": {"assistant", "assistant_w"},
	"protocols":  {"assistant", "assistant_w"},
	"crons":      {"cron", "cron_w"},
}
