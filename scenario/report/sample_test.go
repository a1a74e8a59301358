package report_test

import (
	"time"

	"authcheck/scenario"
)

// sample is a run with every verdict in it, every field, and texts of a hostile server.
func sample() *scenario.Report {
	return &scenario.Report{
		Schema: scenario.Schema,
		Tool:   scenario.Tool{Name: "authcheck", Version: "0.1.0"},
		Target: scenario.Target{URL: "http://localhost:2024", Server: "langgraph-api", Version: "0.16.7", Kind: "development server", Graph: "agent", Users: 2},
		Summary: scenario.Summary{
			Verdict:  scenario.Fail,
			Counts:   map[scenario.Verdict]int{scenario.Pass: 3, scenario.Warn: 2, scenario.Fail: 2, scenario.Note: 1, scenario.Skip: 1, scenario.Error: 1},
			Requests: 24, Sent: scenario.RequestCounts{Valid: 12, Refused: 4, None: 8}, DurationMS: 1234,
			Started:   time.Date(2026, 11, 22, 8, 20, 18, 0, time.UTC),
			Coverage:  scenario.Coverage{Documented: 64, Tested: 62, Source: "/openapi.json", Untested: []string{"POST /mcp/", "GET /x/{<b>}"}},
			Leftovers: []string{"thread 01a20184-2595-7453-ab84-9631989bcaaf"},
		},
		Findings: sampleFindings(),
		Results:  sampleResults(),
		Matrix: scenario.Matrix{
			Columns: []string{"no token", "bad token", "forged", "Studio", "other user", "owner"},
			Rows: []scenario.MatrixRow{
				{Resource: "threads", Cells: []scenario.Verdict{scenario.Warn, "", scenario.Skip, scenario.Warn, scenario.Fail, scenario.Pass}},
				{Resource: "store", Cells: []scenario.Verdict{scenario.Error, "", "", "", scenario.Fail, ""}},
				{Resource: "routes", Cells: []scenario.Verdict{scenario.Note, "", "", "", "", ""}},
			},
		},
	}
}

func sampleFindings() []scenario.Finding {
	return []scenario.Finding{
		finding("no-owner-filter", scenario.Fail, "User 2 on 2 operations: User 1's data came along",
			[]string{"other-user"}, []string{"threads.get", "store.delete"}, "3f1c0a52b7e9d684",
			"THREAD=$(curl -s -X POST 'http://localhost:2024/threads' -H \"Authorization: Bearer $AUTHCHECK_TOKEN_1\" -H 'Content-Type: application/json' -d '{}' | sed 's/.*\"thread_id\": *\"\\([^\"]*\\)\".*/\\1/')\n"+
				"curl -i \"http://localhost:2024/threads/$THREAD\" -H \"Authorization: Bearer $AUTHCHECK_TOKEN_2\""),
		finding("undecided", scenario.Error, "a caller without a token on 1 operation: no usable answer: <script>alert(1)</script>",
			[]string{"no-token"}, []string{"store.get"}, "9a0b1c2d3e4f5061", ""),
		finding("crash-as-denial", scenario.Warn, "a caller without a token on 1 operation: blocked by a crash: 500 Internal Server Error",
			[]string{"no-token"}, []string{"threads.create"}, "00ff00ff00ff00ff", "curl -i -X POST 'http://localhost:2024/threads' -d '{}'"),
		finding("studio-open", scenario.Warn, "the Studio header on 1 operation: let in: 200 OK",
			[]string{"studio"}, []string{"threads.search"}, "1122334455667788", "curl -i 'http://localhost:2024/threads' -H 'x-auth-scheme: langsmith'"),
		finding("open-routes", scenario.Note, "a caller without a token on 1 operation: open, as it may be",
			[]string{"no-token"}, []string{"routes.get:/docs"}, "8877665544332211", "curl -i 'http://localhost:2024/docs'"),
	}
}

// finding has the texts that belong to its code.
func finding(code string, v scenario.Verdict, summary string, identities, operations []string, fingerprint, curl string) scenario.Finding {
	e, _ := scenario.Explain(code)
	f := scenario.Finding{Code: code, Verdict: v, Title: e.Title, Summary: summary, Identities: identities, Operations: operations,
		Why: e.Why, Fix: e.Fix, Tags: e.Tags, Curl: curl, Fingerprint: fingerprint}
	for _, operation := range operations {
		f.Checks = append(f.Checks, operation+"/"+identities[0])
	}
	return f
}

const sampleThread = "http://localhost:2024/threads/01a20184-2595-7453-ab84-9631989bcaaf"

func sampleResults() []scenario.Result {
	return []scenario.Result{
		{ID: "threads.create/owner", Operation: "threads.create", Resource: "threads", Action: "create", Identity: "owner", Verdict: scenario.Pass,
			Summary: "works for its owner: 200 OK", Line: "User 1 created thread: 01a20184-2595-7453-ab84-9631989bcaaf",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads",
				Body: `{"metadata":{"authcheck_secret":"<canary>"}}`, Status: 200, DurationMS: 85}},
		{ID: "threads.create/no-token", Operation: "threads.create", Resource: "threads", Action: "create", Identity: "no-token", Verdict: scenario.Warn,
			Code: "crash-as-denial", Summary: "blocked by a crash: 500 Internal Server Error",
			Line: "Unauthenticated access blocked by a crash: Server error '500 Internal Server Error' for url 'http://localhost:2024/threads'",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "Server error '500 Internal Server Error' for url 'http://localhost:2024/threads'",
				Method: "POST", URL: "http://localhost:2024/threads", Body: "{}", Status: 500, Detail: "</pre><script>alert('said by the server')</script>]]>\x1b[31m",
				Control: "User 1: 200 OK", Curl: "curl -i -X POST 'http://localhost:2024/threads' -d '{}'", DurationMS: 2}},
		{ID: "threads.get/other-user", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "other-user", Verdict: scenario.Fail,
			Code: "no-owner-filter", Summary: "User 1's data came along", Line: "User 2 shouldn't see User 1's thread!",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "GET", URL: sampleThread, Status: 200, Canary: true,
				Control: "User 1: 200 OK", Curl: "curl -i \"http://localhost:2024/threads/$THREAD\" -H \"Authorization: Bearer $AUTHCHECK_TOKEN_2\"", DurationMS: 90}},
		{ID: "threads.get/owner", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "owner", Verdict: scenario.Pass,
			Summary:  "works for its owner: 200 OK",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "GET", URL: sampleThread, Status: 200, Canary: true, DurationMS: 80}},
		{ID: "threads.get/forged-key", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "forged-key", Verdict: scenario.Skip,
			Summary: "User 1's token is no JWT: nothing to forge"},
		{ID: "threads.search/studio", Operation: "threads.search", Resource: "threads", Action: "search", Identity: "studio", Verdict: scenario.Warn,
			Code: "studio-open", Summary: "let in: 200 OK",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads/search",
				Body: `{"limit":100}`, Status: 200, Control: "User 1: 200 OK", DurationMS: 3}},
		{ID: "threads.search/owner", Operation: "threads.search", Resource: "threads", Action: "search", Identity: "owner", Verdict: scenario.Pass,
			Summary:  "works for its owner: 200 OK",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads/search", Status: 200, DurationMS: 81}},
		{ID: "store.get/no-token", Operation: "store.get", Resource: "store", Action: "get", Identity: "no-token", Verdict: scenario.Error,
			Code: "undecided", Summary: "no usable answer: <script>alert(1)</script>",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "no answer in time", Method: "GET", URL: "http://localhost:2024/store/items?key=a&namespace=b"}},
		{ID: "store.delete/other-user", Operation: "store.delete", Resource: "store", Action: "delete", Identity: "other-user", Verdict: scenario.Fail,
			Code: "no-owner-filter", Summary: "User 1's item is gone",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "204 No Content", Method: "DELETE", URL: "http://localhost:2024/store/items",
				Body: `{"namespace":["authcheck"],"key":"k"}`, Status: 204, Effect: "User 1's item is gone", Control: "User 1: 204 No Content", DurationMS: 88}},
		{ID: "routes.get:/docs/no-token", Operation: "routes.get:/docs", Resource: "routes", Action: "read", Identity: "no-token", Verdict: scenario.Note,
			Code: "open-routes", Summary: "open, as it may be",
			Evidence: &scenario.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "GET", URL: "http://localhost:2024/docs", Status: 200, DurationMS: 1}},
	}
}
