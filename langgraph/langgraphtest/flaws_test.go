package langgraphtest

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// probe is one attempt to get what is not one's own; true means that it worked.
type probe struct {
	name string
	try  func(*world) bool
}

var update = flag.Bool("update", false, "write testdata/flaws.txt anew")

// TestFlaws holds every variant against all probes. testdata/flaws.txt says for
// each which of them work: none on a sound server, and with a flaw just those
// that the flaw is about. After them come, with a minus, the things of his own
// that user 1 cannot get at.
func TestFlaws(t *testing.T) {
	variants := append([]Flaw{{Name: "", Sound: true}}, Flaws()...)
	results := make([]string, len(variants))
	t.Run("group", func(t *testing.T) {
		for i, flaw := range variants {
			t.Run(flaw.Name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, flaw.Name)
				worked, refused := "", ""
				for _, p := range probes {
					if p.try(w) {
						worked += " " + p.name
					}
				}
				for _, p := range controls {
					if !p.try(w) {
						refused += " -" + p.name
					}
				}
				results[i] = flaw.Name + ":" + worked + refused
				// What these let through is so on purpose.
				if shared := flaw.Name == "assistants-shared-read-only" || flaw.Name == "development-routes"; flaw.Sound != (worked == "") && !shared {
					t.Errorf("said to be sound: %v, but these worked: %s", flaw.Sound, worked)
				}
			})
		}
	})
	got := strings.Join(results, "\n") + "\n"
	if *update {
		if err := os.WriteFile("testdata/flaws.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/flaws.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("what flaws let through (-want +got):\n%s", diff)
	}
}

// TestFlawNames: names are unique and kebab-case, summaries one line.
func TestFlawNames(t *testing.T) {
	seen := map[string]bool{}
	for _, flaw := range Flaws() {
		if seen[flaw.Name] || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(flaw.Name) {
			t.Errorf("name %q", flaw.Name)
		}
		if flaw.Summary == "" || strings.Contains(flaw.Summary, "\n") {
			t.Errorf("%s: summary %q", flaw.Name, flaw.Summary)
		}
		seen[flaw.Name] = true
	}
}

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
	var made struct{ Metadata struct{ Owner string } }
	_ = json.Unmarshal([]byte(w.as("two", "POST", "/threads", `{"metadata":{"owner":"user-1"}}`).text), &made)
	return made.Metadata.Owner == "user-1"
}

// plantedCron is the same with a cron.
func plantedCron(w *world) bool {
	w.t.Helper()
	return strings.Contains(w.as("two", "POST", "/runs/crons", `{"assistant_id":"agent","schedule":"0 0 1 1 *","input":{},"metadata":{"owner":"user-1"}}`).text, `"metadata":{"owner":"user-1"}`)
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
	return strings.Contains(w.as("two", "POST", "/store/namespaces", `{"prefix":["`+w.space+`"]}`).text, `["`+w.space+`","box"]`)
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

// TestGlobalIdentity: whoever looks for mix-ups finds them every time.
func TestGlobalIdentity(t *testing.T) {
	w := newWorld(t, "identity-in-global")
	for round := range 20 {
		if !mixedUp(w) {
			t.Errorf("round %d: all answers belonged to their callers", round)
		}
	}
}
