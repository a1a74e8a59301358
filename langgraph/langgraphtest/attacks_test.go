package langgraphtest

import (
	"encoding/json"
	"strings"
	"sync"
	"time"
)

// on tries something on a thread of its own and then looks as user 1.
func on(attack func(w *world, thread string), look func(w *world, thread string) bool) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		thread := w.aThread()
		attack(w, thread)
		return look(w, thread)
	}
}

// sends is an attack by user 2 with one request.
func sends(method, path, body string) func(*world, string) {
	return func(w *world, thread string) {
		w.t.Helper()
		w.as("two", method, strings.ReplaceAll(path, "$T", thread), strings.ReplaceAll(body, "$T", thread))
	}
}

// gone and finds look at something of user 1's.
func gone(path string) func(*world, string) bool {
	return func(w *world, thread string) bool {
		w.t.Helper()
		return w.as("one", "GET", strings.ReplaceAll(path, "$T", thread), "").status == 404
	}
}

func finds(path, text string) func(*world, string) bool {
	return func(w *world, thread string) bool {
		w.t.Helper()
		return w.says(strings.ReplaceAll(path, "$T", thread), text)
	}
}

// onRun tries something on a pending run of its own.
func onRun(method, path, body, look string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		thread := w.aThread()
		run := w.newRun(thread)
		names := strings.NewReplacer("$T", thread, "$R", run)
		w.as("two", method, names.Replace(path), names.Replace(body))
		res := w.as("one", "GET", "/threads/"+thread+"/runs/"+run, "")
		if look == "" {
			return res.status == 404
		}
		return strings.Contains(res.text, look)
	}
}

// onMine tries something on an assistant or a cron of its own.
func onMine(create func(*world) string, method, path, body, look string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		id := create(w)
		at := strings.ReplaceAll(path, "$I", id)
		before := w.as("one", "GET", at, "")
		w.as("two", method, at, body)
		after := w.as("one", "GET", at, "")
		if method == "DELETE" {
			return before.status == 200 && after.status == 404
		}
		return !strings.Contains(before.text, look) && strings.Contains(after.text, look)
	}
}

// mixedUp lets both users create threads at the same time and compares owners.
func mixedUp(w *world) bool {
	w.t.Helper()
	var wait sync.WaitGroup
	var wrong shared[int]
	for i := range 20 {
		who := []string{"one", "two"}[i%2]
		wait.Go(func() {
			var made struct{ Metadata struct{ Owner string } }
			_ = json.Unmarshal([]byte(w.as(who, "POST", "/threads", `{}`).text), &made)
			other := map[string]string{"one": "user-2", "two": "user-1"}[who]
			if made.Metadata.Owner == other {
				wrong.set(1)
			}
		})
	}
	wait.Wait()
	return wrong.get() == 1
}

// meanwhile tries something as user 2, which does not work alone, while user 1 asks.
func meanwhile(try func(*world) bool) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		if try(w) {
			return false
		}
		for range 10 {
			var wait sync.WaitGroup
			wait.Go(func() {
				time.Sleep(handlerDelay / 2)
				w.as("one", "GET", "/threads/"+w.thread, "")
			})
			worked := try(w)
			if wait.Wait(); worked {
				return true
			}
		}
		return false
	}
}

// startsRun has user 2 start a run on user 1's thread.
func startsRun(w *world) bool {
	w.t.Helper()
	return w.as("two", "POST", "/threads/"+w.thread+"/runs", `{"assistant_id":"agent","after_seconds":3600,"multitask_strategy":"enqueue"}`).status == 200
}

// misplaced has user 2 put something: whether it is user 1's then.
func misplaced(w *world) bool {
	w.t.Helper()
	w.as("two", "PUT", "/store/items", `{"namespace":["meanwhile"],"key":"k","value":{"by":"two"}}`)
	return strings.Contains(w.as("one", "GET", "/store/items?namespace=meanwhile&key=k", "").text, `"by":"two"`)
}

// plantedBelow has user 2 put something below user 1's namespace, under the own name.
func plantedBelow(w *world) bool {
	w.t.Helper()
	w.as("two", "PUT", "/store/items", `{"namespace":["`+w.space+`","box","user-2"],"key":"k","value":{"by":"planted"}}`)
	return strings.Contains(w.as("one", "POST", "/store/items/search", `{"namespace_prefix":["`+w.space+`","box"]}`).text, `"by":"planted"`)
}

// keptBelow has user 1 keep something below a word, and user 2 read it there.
func keptBelow(labels ...string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		namespace, _ := json.Marshal(labels)
		w.as("one", "PUT", "/store/items", `{"namespace":`+string(namespace)+`,"key":"below","value":{"secret":"`+secret+`"}}`)
		return w.leaked("two", "GET", "/store/items?namespace="+strings.Join(labels, ".")+"&key=below", "", nil)
	}
}

// keptAt has user 1 keep something under a key that names user 1, and user 2 read it there.
func keptAt(label, key string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		w.as("one", "PUT", "/store/items", `{"namespace":["`+label+`"],"key":"`+key+`","value":{"secret":"`+secret+`"}}`)
		return w.leaked("two", "GET", "/store/items?namespace="+label+"&key="+key, "", nil)
	}
}

// listedByKey has user 1 keep a profile, and user 2 search all.
func listedByKey(w *world) bool {
	w.t.Helper()
	w.as("one", "PUT", "/store/items", `{"namespace":["profiles"],"key":"user-1","value":{"secret":"`+secret+`"}}`)
	return w.leaked("two", "POST", "/store/items/search", `{"namespace_prefix":["profiles"]}`, nil)
}

// listedLast is user 2 asking for namespaces that end with user 1's ID.
func listedLast(w *world) bool {
	w.t.Helper()
	w.as("one", "PUT", "/store/items", `{"namespace":["notes","box","user-1"],"key":"k","value":{}}`)
	return strings.Contains(w.as("two", "POST", "/store/namespaces", `{"suffix":["user-1"]}`).text, `["notes","box","user-1"]`)
}

// takenForNamesake has user 2 read what is refused to user 1, as it is user-20's.
func takenForNamesake(w *world) bool {
	w.t.Helper()
	path := "/store/items?namespace=memories.user-20&key=k"
	return w.as("two", "GET", path, "").status == 200 && w.as("one", "GET", path, "").status != 200
}

// editedProfile is user 2 after having written user 1's ID into his profile.
func editedProfile(w *world) bool {
	w.t.Helper()
	claims := claimsOf("user-2")
	claims["claims_to_be"] = "user-1"
	return w.leaked("Bearer "+w.provider.sign(w.t, claims), "GET", "/threads/"+w.thread, "", nil)
}

// rawToken is user 1's own token, sent in another way.
func rawToken(scheme string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.leaked(scheme+w.provider.tokens["one"], "GET", "/threads/"+w.thread, "", nil)
	}
}

// givenAway is user 1 trying to make a thread user 2's.
func givenAway(w *world) bool {
	w.t.Helper()
	thread := w.aThread()
	before := w.leaked("two", "GET", "/threads/"+thread, "", nil)
	w.as("one", "PATCH", "/threads/"+thread, `{"metadata":{"owner":"user-2"}}`)
	return !before && w.leaked("two", "GET", "/threads/"+thread, "", nil)
}

// planted is user 2 trying to create a thread that is user 1's.
func planted(w *world) bool {
	w.t.Helper()
	var made struct {
		ID       string `json:"thread_id"`
		Metadata struct{ Owner string }
	}
	_ = json.Unmarshal([]byte(w.as("two", "POST", "/threads", `{"metadata":{"owner":"user-1"}}`).text), &made)
	return made.Metadata.Owner == "user-1" && w.as("one", "GET", "/threads/"+made.ID, "").status == 200
}

// plantedCron is the same with a cron.
func plantedCron(w *world) bool {
	w.t.Helper()
	var made struct {
		ID string `json:"cron_id"`
	}
	answer := w.as("two", "POST", "/runs/crons", `{"assistant_id":"agent","schedule":"0 0 1 1 *","input":{},"metadata":{"owner":"user-1"}}`).text
	_ = json.Unmarshal([]byte(answer), &made)
	return strings.Contains(answer, `"metadata":{"owner":"user-1"}`) && w.as("one", "GET", "/runs/crons/"+made.ID, "").status == 200
}

// storePut and storeDelete change an item of user 1's.
func storeChange(method, body, look string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		key := newID()
		w.newItem(key)
		path := "/store/items?namespace=" + w.space + ".box&key=" + key
		w.as("two", method, "/store/items", strings.NewReplacer("$N", w.space, "$K", key).Replace(body))
		return strings.Contains(w.as("one", "GET", path, "").text, look)
	}
}

func nothing(*world, string) {}

// gets2 is an answer to user 2 about something of user 1's that holds no secret.
func gets2(path string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		names := strings.NewReplacer("$T", w.thread, "$A", w.assistant)
		return w.as("two", "GET", names.Replace(path), "").status == 200
	}
}

// joins lets user 2 wait for a run that then ends with the secret in its state.
func joins(end string) func(*world, string) bool {
	return func(w *world, thread string) bool {
		w.t.Helper()
		run := w.create("/threads/"+thread+"/runs", `{"assistant_id":"agent","after_seconds":0.05,"interrupt_before":"*"}`, "run_id")
		return w.leaked("two", "GET", "/threads/"+thread+"/runs/"+run+end, "", nil) || end == "/stream" &&
			w.heard(thread, run)
	}
}

// heard tells whether the stream of a run said anything but a refusal.
func (w *world) heard(thread, run string) bool {
	w.t.Helper()
	res := w.as("two", "GET", "/threads/"+thread+"/runs/"+run+"/stream", "")
	return res.status == 200 && !strings.Contains(res.text, "error")
}

// runs lets user 2 run the graph on the thread.
func runs(end string) func(*world, string) bool {
	return func(w *world, thread string) bool {
		w.t.Helper()
		return w.leaked("two", "POST", "/threads/"+thread+"/runs"+end,
			`{"assistant_id":"agent","interrupt_before":"*","input":{"messages":[]}}`, nil)
	}
}

func runsAssistant(w *world) bool {
	w.t.Helper()
	return w.as("two", "POST", "/runs", `{"assistant_id":"`+w.assistant+`","after_seconds":3600}`).status == 200
}

func onLatest(w *world) bool {
	w.t.Helper()
	id := w.newAssistant()
	w.as("one", "PATCH", "/assistants/"+id, `{"name":"second"}`)
	w.as("two", "POST", "/assistants/"+id+"/latest", `{"version":1}`)
	return !w.says("/assistants/"+id, "second") && w.says("/assistants/"+id, secret)
}

func onThreadCron(w *world) bool {
	w.t.Helper()
	res := w.as("two", "POST", "/threads/"+w.aThread()+"/runs/crons", `{"assistant_id":"agent","schedule":"0 0 1 1 *","input":{}}`)
	return res.status == 200
}

func namespaces(w *world) bool {
	w.t.Helper()
	return w.lists(`{"prefix":["` + w.space + `"]}`)
}

// lists tells whether user 2 is told of user 1's namespace.
func (w *world) lists(body string) bool {
	w.t.Helper()
	return strings.Contains(w.as("two", "POST", "/store/namespaces", body).text, `["`+w.space+`","box"]`)
}

func takenOver(w *world) bool {
	w.t.Helper()
	thread := w.aThread()
	before := w.leaked("two", "GET", "/threads/"+thread, "", nil)
	w.as("two", "PATCH", "/threads/"+thread, `{"metadata":{}}`)
	return !before && w.leaked("two", "GET", "/threads/"+thread, "", nil)
}

// crashed: a refusal that is an exception.
func crashed(w *world) bool {
	w.t.Helper()
	return w.as("two", "GET", "/threads/"+w.thread, "").status == 500 || w.as("", "GET", "/threads/"+w.thread, "").status == 500
}
