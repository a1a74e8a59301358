package verdict

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// envelopes are errors as gateways wrap them, which no operation answers.
var envelopes = []string{
	`{"ok":false,"error":{"code":401,"message":"denied"}}`, `{"success":false}`, `{"status":"error","statusCode":401,"message":"Unauthorized"}`,
	`{"code":403,"data":null,"requestId":"r"}`, `{"detail":"Thread not found"}`, `{"data":null,"errors":[{"message":"UNAUTHENTICATED"}]}`, `{"error":"denied"}`,
}

// unusable are answers with a 2xx that are none of an operation with the shape, by name.
func unusable(s catalog.Shape) map[string]transcript.Exchange {
	json := func(body string) transcript.Exchange {
		return with(says(200, body), func(r *transcript.Response) { r.ContentType = "application/json" })
	}
	cut := func(r *transcript.Response) { r.Cut = true }
	answers := map[string]transcript.Exchange{
		"web page": page(says(200, "<html><body>Sign in</body></html>")), "text": with(says(200, "ok"), func(r *transcript.Response) { r.ContentType = "text/plain" }),
		"broken JSON": json(`{"thread_id":`), "deep JSON": json(strings.Repeat("[", 101) + strings.Repeat("]", 101)),
		"a text in JSON": json(`"ok"`), "true": json(`true`),
		"cut": with(fitted(fine, s, mine), cut), "padded": with(json(strings.Repeat(" ", 4096)), cut),
		"null": json("null"), "empty": json(""), "{}": json("{}"), "a list of lists": json("[[]]"),
		"another object": json(`{"ok":true}`), "objects of another kind": json(`[{"ok":true}]`),
	}
	for _, body := range envelopes {
		answers[body] = json(body)
	}
	if s.Is != "" {
		answers["another ID"] = json(`{"` + s.Field + `":"` + theirs + `"}`)
	}
	for _, usable := range alsoUsable(s) {
		delete(answers, usable)
	}
	return answers
}

// alsoUsable are those that operations of some shapes do answer.
func alsoUsable(s catalog.Shape) []string {
	switch {
	case s.Null:
		return []string{"null"}
	case s.Type == catalog.Done:
		return []string{"a text in JSON", "true", "null", "empty", "{}", "a list of lists", "another object", "objects of another kind"}
	case s.Type == catalog.AnyJSON:
		return []string{"another object"}
	case s.Type == catalog.AnObject && s.Field == "":
		return []string{"another object", "{}"} // a graph without subgraphs
	}
	return nil
}

// ofNewThread tells what user 1 is answered for a state in which nothing is yet.
func ofNewThread(o catalog.Operation, name string) bool {
	return o.Answer.Type == catalog.AnyJSON && (name == "empty" || name == "{}" || name == "null")
}

// everyCheck calls f for each check of the tables.
func everyCheck(f func(o catalog.Operation, id catalog.Identity)) {
	for _, o := range slices.Concat(catalog.Operations(true, true), []catalog.Operation{catalog.AsEdited}) {
		for _, id := range catalog.Identities(true, true) {
			if o.TriedBy(id) {
				f(o, id)
			}
		}
	}
}

// TestUnusable: what an operation does not answer is neither a denial, nor an admission,
// nor an absence, whoever gets it.
func TestUnusable(t *testing.T) {
	t.Parallel()
	everyCheck(func(o catalog.Operation, id catalog.Identity) {
		for name, answer := range unusable(o.Answer) {
			if id.Login == catalog.Owner && ofNewThread(o, name) || o.Method == http.MethodHead && answer.Response.ContentType == leak.Response.ContentType {
				continue // HEAD has no content that could be wrong, only headers
			}
			check := catalog.Check(o.ID, id.ID)
			r := judged{check: check, got: answer, control: leak}.court().result(o, id)
			if catalog.MayDivert(o, id) && name == "web page" && r.Verdict == catalog.Skip {
				continue // something in front took the request for another one
			}
			if r.Verdict != catalog.Error || r.Code != undecided {
				t.Errorf("%s, %s: %s %s (%s)", check, name, r.Verdict, r.Code, r.Summary)
			}
		}
	})
}

// TestUnusableLeaks: user 1's canary is proof in whatever it stands.
func TestUnusableLeaks(t *testing.T) {
	t.Parallel()
	everyCheck(func(o catalog.Operation, id catalog.Identity) {
		for name, answer := range unusable(o.Answer) {
			answer = with(answer, func(r *transcript.Response) { r.Body += canary })
			check := catalog.Check(o.ID, id.ID)
			twin := func(t *transcript.Transcript, _ *Policy) { // refused: what was used is remembered
				add(t, transcript.Unused, check, unauth)
				if id.Unused != "" {
					add(t, transcript.Attack, catalog.Check(o.ID, id.Unused), unauth)
				}
			}
			r := judged{check: check, got: answer, control: leak, setup: twin}.court().result(o, id)
			if id.Login == catalog.Owner {
				continue
			}
			if !strings.HasPrefix(r.Summary, "User 1's data came along") || r.Code == "" || !r.Evidence.Canary {
				t.Errorf("%s, %s: %s %s (%s)", check, name, r.Verdict, r.Code, r.Summary)
			}
		}
	})
}

// TestUnusableControl: an owner's call without a usable answer is no control.
func TestUnusableControl(t *testing.T) {
	t.Parallel()
	everyCheck(func(o catalog.Operation, id catalog.Identity) {
		if id.Login == catalog.Owner {
			return
		}
		for name, answer := range unusable(controlRow(o).Answer) {
			if ofNewThread(controlRow(o), name) {
				continue
			}
			check := catalog.Check(o.ID, id.ID)
			r := judged{check: check, got: none, control: answer}.court().result(o, id)
			if r.Verdict != catalog.Error {
				t.Errorf("%s, control %s: %s %s (%s)", check, name, r.Verdict, r.Code, r.Summary)
			}
		}
	})
}

// TestUnusableReadback: what the owner could not see well says nothing about an effect.
func TestUnusableReadback(t *testing.T) {
	t.Parallel()
	everyCheck(func(o catalog.Operation, id catalog.Identity) {
		if o.Effect.Readback == "" || id.Login == catalog.Owner {
			return
		}
		row := catalog.Readbacks[o.Effect.Readback]
		for name, look := range unusable(row.Answer) {
			for said, answer := range map[string]transcript.Exchange{"denied": none, "accepted": fine} {
				check := catalog.Check(o.ID, id.ID)
				r := judged{check: check, got: answer, control: fine, after: look}.court().result(o, id)
				open := said == "accepted" && (id.Login != catalog.OtherUser || o.Oracle == catalog.Execute)
				if r.Verdict != catalog.Error && !open {
					t.Errorf("%s, %s, look %s: %s %s (%s)", check, said, name, r.Verdict, r.Code, r.Summary)
				}
			}
		}
	})
}
