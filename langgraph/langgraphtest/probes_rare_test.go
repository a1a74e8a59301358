package langgraphtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// plantedAs is user 2 making something with this metadata that user 1 gets to see, where user 1
// does not see what user 2 makes without it.
func plantedAs(metadata string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.seesThreadWith(metadata) && !w.seesThreadWith(`{}`)
	}
}

func (w *world) seesThreadWith(metadata string) bool {
	w.t.Helper()
	var made struct {
		ID string `json:"thread_id"`
	}
	_ = json.Unmarshal([]byte(w.as("two", "POST", "/threads", `{"metadata":`+metadata+`}`).text), &made)
	return made.ID != "" && strings.Contains(w.as("one", "GET", "/threads/"+made.ID, "").text, made.ID+`","created_at"`)
}

// givenAs is user 1 giving a thread away by a change of its metadata.
func givenAs(metadata string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		thread := w.aThread()
		before := w.leaked("two", "GET", "/threads/"+thread, "", nil)
		w.as("one", "PATCH", "/threads/"+thread, `{"metadata":`+metadata+`}`)
		return !before && w.leaked("two", "GET", "/threads/"+thread, "", nil)
	}
}

var elsewhereProbes = []probe{
	{"key.anon", getsIn("Apikey", projectKey)},
	{"key.documented", getsIn("X-Api-Key", "user1-token")},
	{"cookie.email", getsIn("Cookie", "session=user-1@example.com")},
	{"cookie.expired", func(w *world) bool {
		return w.leaked("", "GET", "/threads/"+w.thread, "", []string{"Cookie", "access_token=" + w.provider.forge(w.t, "expired")})
	}},
	{"second_line.forged", func(w *world) bool {
		req := w.request(w.t.Context(), "Bearer garbage", "GET", "/threads/"+w.thread, "", nil)
		req.Header.Add("Authorization", "Bearer "+w.provider.forge(w.t, "key"))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		return strings.Contains(string(text), secret)
	}},
	{"scheme.uppercase", forgedIn("Authorization", "BEARER ")},
}

var nestedProbes = []probe{
	{"plant.acl", plantedAs(`{"acl":{"owner":"user:user-1"}}`)},
	{"plant.members", plantedAs(`{"tenant":{"members":["user-2","user-1"]}}`)},
	{"give_away.acl", givenAs(`{"acl":{"owner":"user:user-2"}}`)},
	{"give_away.members", givenAs(`{"tenant":{"members":["user-1","user-2"]}}`)},
	{"threads.search_acl", leaks("two", "POST", "/threads/search", `{"metadata":{"acl":{"owner":"user:user-1"}}}`)},
	{"header.acl", leaks("two", "GET", "/threads/$T", "", "X-Owner", "user:user-1")},
}

// spelledProbes name user 1's thread in other ways.
var spelledProbes = []probe{
	{"spelled.bare", spelled(func(id string) string { return strings.ReplaceAll(id, "-", "") })},
	{"spelled.upper", spelled(strings.ToUpper)},
	{"spelled.braced", spelled(func(id string) string { return "%7B" + id + "%7D" })},
}

func spelled(otherwise func(id string) string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.leaked("two", "GET", "/threads/"+otherwise(w.thread), "", nil)
	}
}

// cookieProbes show a cookie like the one that user 2 was given, with user 1's name in it.
var cookieProbes = []probe{{"notebook.nobody", notebook("")}, {"notebook.two", notebook("two")}}

func notebook(who string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		given := w.as("two", "POST", "/threads/search", `{}`).header.Get("Set-Cookie")
		return given != "" && w.leaked(who, "GET", "/threads/"+w.thread, "", []string{"Cookie", "notebook=" + notebookCookie(&user{identity: "user-1"})})
	}
}

// answerProbes ask the graph what another has asked it.
var answerProbes = []probe{{"graph.answers", func(w *world) bool {
	w.t.Helper()
	question := `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"who am I"}]}}`
	named := func(who string) string {
		_, name, _ := strings.Cut(w.as(who, "POST", "/runs/wait", question).text, "you are ")
		name, _, _ = strings.Cut(name, `"`)
		return name
	}
	one := named("one")
	return one != "" && named("two") == one
}}}
