package transcript_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict"
)

// planted are secrets with everything in them that servers write otherwise.
var planted = map[string]string{
	"token:further":   "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvbmUifQ.c2lnbmF0dXJl",
	"password:user-1": `pa"ss\wörd <&> 100%/+?`,
	"email:user-1":    "one+me@example.com",
	"api-key":         "sb_secret_0123456789>>>???",
}

func secrets() transcript.Secrets {
	s := transcript.Secrets{}
	for name, secret := range planted {
		s.Add(secret, name)
	}
	return s
}

// echoes are the forms in which servers give a secret back.
func echoes(secret string) []string {
	quoted, _ := json.Marshal(secret)
	var unescaped strings.Builder
	encoder := json.NewEncoder(&unescaped)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret)
	python := strings.ReplaceAll(strings.Trim(strconv.QuoteToASCII(secret), `"`), `\x`, `\u00`)
	raw := []byte(secret)
	return []string{secret, strings.Trim(string(quoted), `"`), strings.Trim(strings.TrimSpace(unescaped.String()), `"`), python,
		url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw)}
}

// everything is all echoes of all secrets in one text.
func everything() string {
	var all []string
	for _, secret := range planted {
		all = append(all, echoes(secret)...)
	}
	return strings.Join(all, " ; ")
}

// TestRedacted: no secret stands anywhere in a transcript, in whatever form, whoever
// wrote it there; and the original keeps what it has.
func TestRedacted(t *testing.T) {
	full := new(transcript.Transcript)
	plant(reflect.ValueOf(full).Elem(), "", everything())
	full.Exchanges[0].Operation = catalog.RouteID("GET", "/"+everything()) // a path that the server documents
	seen := make(map[string]bool)
	texts(reflect.ValueOf(full), "", func(path, _ string) { seen[path] = true })
	for _, path := range ours {
		if !seen[path] {
			t.Errorf("there is no %s", path)
		}
	}
	before := fmt.Sprintf("%+v", *full.Exchanges[0].Response)
	texts(reflect.ValueOf(full.Redacted(secrets())), "", func(path, text string) {
		for name, secret := range planted {
			for i, form := range echoes(secret) {
				if strings.Contains(text, form) {
					t.Errorf("%s has %s in form %d", path, name, i)
				}
			}
		}
		kept := strings.Contains(text, "«token:further»") || strings.HasSuffix(path, ".Detail") && strings.Contains(text, "«")
		if !kept && !slices.Contains(ours, path) {
			t.Errorf("%s was not kept: %d bytes", path, len(text))
		}
	})
	if after := fmt.Sprintf("%+v", *full.Exchanges[0].Response); after != before {
		t.Error("the original was changed")
	}
}

// TestRedactedBeforeCut: an explanation is shortened when nothing secret is left in it.
func TestRedactedBeforeCut(t *testing.T) {
	said := strings.Repeat("x", 190) + " Bearer " + planted["token:further"]
	full := &transcript.Transcript{Exchanges: []transcript.Exchange{{Response: &transcript.Response{Status: 401, Detail: said}}}}
	detail := full.Redacted(secrets()).Exchanges[0].Response.Detail
	if want := strings.Repeat("x", 190) + " Bearer «…"; detail != want {
		t.Errorf("%q, want %q", detail, want)
	}
}

// echoing is a run on a server that echoes the secrets wherever it can, in words
// that are judged.
func echoing() *transcript.Transcript {
	const mine, theirs = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	all, _ := json.Marshal(everything())
	route := "/" + planted["token:further"]
	t := &transcript.Transcript{Schema: transcript.Schema, Target: transcript.Target{URL: "http://server"},
		Facts: transcript.Facts{Tag: "authcheck-TAG", Canary: "canary-0123456789", Graph: planted["api-key"], Namespace: []string{planted["email:user-1"], "authcheck"},
			Things: map[string]string{"thread": mine, "thread_w": mine, "thread_s": mine, "thread_d": mine, "thread_of_2": theirs, "assistant": mine, "key": "read-TAG"},
			Users:  []transcript.User{{Name: "User 1", Owned: map[string]any{"owner": planted["email:user-1"]}}, {Name: "User 2", Owned: map[string]any{"owner": "two"}}}},
		Routes: transcript.Routes{Documented: []string{"GET " + route, "GET /threads/{thread_id}"}}}
	for _, row := range []struct {
		part   transcript.Part
		check  string
		status int
		body   string
	}{
		{transcript.Own, "own threads.search POST/other-user", 200, `[{"thread_id":"` + theirs + `","metadata":%s}]`},
		{transcript.Own, "own threads.read GET/other-user", 200, `{"thread_id":"` + theirs + `","metadata":%s}`},
		{transcript.Attack, "threads.create/owner", 200, `{"canary-0123456789":%s}`},
		{transcript.Attack, "threads.create/no-token", 401, `{"detail":%s}`},
		{transcript.Attack, "threads.get/owner", 200, `{"canary-0123456789":%s}`},
		{transcript.Attack, "threads.get/other-user", 404, `{"detail":%s}`},
		{transcript.Attack, "threads.get/garbage", 500, `%s`},
		{transcript.Attack, "threads.search/owner", 200, `[{"thread_id":"` + mine + `","metadata":%s}]`},
		{transcript.Attack, "threads.search/other-user", 200, `[{"thread_id":"` + mine + `","metadata":%s}]`},
		{transcript.Attack, "threads.patch/owner", 200, `%s`},
		{transcript.Attack, "threads.patch/other-user", 404, `%s`},
		{transcript.After, "thread_w/owner", 200, `{"by":"threads.patch/other-user/TAG","metadata":%s}`},
		{transcript.Attack, "threads.storage/owner", 200, `{}`},
		{transcript.Attack, "threads.storage/other-user", 200, `%s`},
		{transcript.Unknown, "threads.storage/other-user", 404, `%s`},
		{transcript.Attack, "store.namespaces/owner", 200, `{"namespaces":[["` + planted["email:user-1"] + `","authcheck"]]}`},
		{transcript.Attack, "store.namespaces/other-user", 200, `{"namespaces":[["` + planted["email:user-1"] + `","authcheck"]]}`},
		{transcript.Overlap, "threads.overlap/owner", 200, `[{"thread_id":"` + mine + `","metadata":%s}]`},
		{transcript.Alone, "threads.overlap/owner", 200, `[{"thread_id":"` + mine + `","metadata":%s}]`},
		{transcript.Route, catalog.Check(catalog.RouteID("GET", route), "no-token"), 200, `%s`},
	} {
		e := transcript.Exchange{Part: row.part, Response: &transcript.Response{URL: "http://server" + route, Status: row.status,
			Body: strings.ReplaceAll(row.body, "%s", string(all)), Detail: everything()}}
		e.Operation, e.Identity = catalog.SplitCheck(row.check)
		t.Exchanges = append(t.Exchanges, e)
	}
	return t
}

// told are the verdicts of a report, and how much was covered.
func told(report *result.Report) []string {
	list := []string{fmt.Sprint(report.Summary.Verdict, report.Summary.Counts, report.Summary.Coverage.Tested, len(report.Results))}
	for _, r := range report.Results {
		if _, _, ok := catalog.SplitRoute(r.ID); !ok {
			list = append(list, fmt.Sprint(r.ID, " ", r.Verdict, " ", r.Code))
		}
	}
	for _, f := range report.Findings {
		list = append(list, fmt.Sprint(f.Code, " ", f.Verdict, " ", len(f.Checks)))
	}
	return list
}

// TestRedactedIsJudgedAlike: markers are as good as what they stand for.
func TestRedactedIsJudgedAlike(t *testing.T) {
	full := echoing()
	want := told(verdict.Judge(full, verdict.Policy{}))
	for _, code := range []string{"threads.search/other-user fail threads-search", "threads.patch/other-user fail threads-update", "store.namespaces/other-user warn store-shared",
		"threads.get/other-user pass ", "threads.get/garbage warn crash-as-denial", "threads.overlap/other-user pass ", "route-open fail 1"} {
		if !slices.Contains(want, code) {
			t.Errorf("nothing says %q", code)
		}
	}
	if diff := cmp.Diff(want, told(verdict.Judge(full.Redacted(secrets()), verdict.Policy{}))); diff != "" {
		t.Errorf("verdicts with secrets and with markers (-with +without):\n%s", diff)
	}
}
