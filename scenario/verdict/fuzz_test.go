package verdict

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// fuzzed are the checks that are judged by each answer: one of each way of judging.
var fuzzed = []string{"threads.get/other-user", "threads.search/no-token", "threads.patch/other-user", "threads.stream/other-user", "runs.create/other-user"}

// fuzzedRun is a run in which each check was answered with the same, its owner's calls as they should be.
func fuzzedRun(e transcript.Exchange) *transcript.Transcript {
	run := bench()
	for _, check := range fuzzed {
		operation, _ := catalog.SplitCheck(check)
		add(run, transcript.Attack, check, e)
		add(run, transcript.Unknown, check, none)
		o := catalog.Named(operation)
		add(run, transcript.Attack, catalog.Check(controlRow(o).ID, "owner"), fitted(shown, o.Answer, mine))
	}
	return run
}

// FuzzJudge: whatever a file has that is called a transcript, it is refused or judged, the same
// each time, with verdicts that there are.
func FuzzJudge(f *testing.F) {
	for _, e := range []transcript.Exchange{leak, none, crash, broken, stream(transcript.Event{Type: "error", Data: "{}"})} {
		var text strings.Builder
		if err := fuzzedRun(e).Write(&text); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text.String()))
	}
	f.Add([]byte(`{"schema":"` + transcript.Schema + `","exchanges":[{},{"part":"own"},{"part":"route","operation":"routes.get:/x","response":{}}],"relations":[{}],"tried":[{}],"soak":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		run, err := transcript.Read(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		run.Settings.Only = []string{"threads.get/*"} // all checks are too many for many inputs
		report := Judge(run, Policy{})
		if !reflect.DeepEqual(report, Judge(run, Policy{})) {
			t.Error("judged again, it is another report")
		}
		if _, err := json.Marshal(report); err != nil {
			t.Error(err)
		}
		for _, r := range report.Results {
			checkResult(t, r)
		}
	})
}

// FuzzAnswer: whatever the server answers, user 1's canary in it is proof, and a status that
// refuses is none without it.
func FuzzAnswer(f *testing.F) {
	for _, e := range []transcript.Exchange{leak, none, crash, empty, listed, gone} {
		f.Add(e.Response.Status, "application/json", e.Response.Body, "", "")
	}
	f.Add(500, "text/plain", leak.Response.Body, "", "")
	f.Add(101, "", "", "message", `{"type":"error","error":null}`)
	f.Add(200, "text/html", "<!doctype html>", "", "")
	f.Add(204, "text/event-stream", "data: \xff"+canary, "data", canary)
	f.Fuzz(func(t *testing.T, status int, kind, body, event, data string) {
		e := says(status, body)
		e.Response.ContentType = kind
		if event != "" {
			e.Response.Events = []transcript.Event{{Type: event, Data: data}}
		}
		shows := strings.Contains(body, canary) || event != "" && strings.Contains(data, canary)
		c := open(fuzzedRun(e), Policy{})
		for _, check := range fuzzed {
			operation, identity := catalog.SplitCheck(check)
			r := c.result(catalog.Named(operation), catalog.IdentityNamed(identity))
			checkResult(t, r)
			switch {
			case shows && !result.IsBad(r.Verdict):
				t.Errorf("%s is %s with the canary in its answer", check, r.Verdict)
			case !shows && status >= 400 && r.Verdict == catalog.Fail:
				t.Errorf("%s fails by a refusal, %d: %s", check, status, r.Summary)
			}
		}
	})
}

// checkResult holds a result to what there is.
func checkResult(t *testing.T, r result.Result) {
	t.Helper()
	known := []result.Verdict{catalog.Pass, catalog.Note, catalog.Warn, catalog.Fail, catalog.Skip, catalog.Error}
	if !slices.Contains(known, r.Verdict) {
		t.Errorf("%s has the verdict %q, of %v", r.ID, r.Verdict, known)
	}
}
