package report_test

import (
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// sample is a run with every verdict in it, every field, and texts of a hostile server.
func sample() *result.Report {
	return &result.Report{
		Schema: result.Schema,
		Tool:   result.Tool{Name: "authcheck", Version: "0.1.0"},
		Target: result.Target{URL: "http://localhost:2024", Server: "langgraph-api", Version: "0.16.7", Kind: "development server", Graph: "agent", Users: 2},
		Summary: result.Summary{
			Verdict:  result.Fail,
			Counts:   map[result.Verdict]int{result.Pass: 3, result.Warn: 2, result.Fail: 2, result.Note: 1, result.Skip: 1, result.Error: 1},
			Requests: 24, Sent: result.RequestCounts{Valid: 12, Refused: 4, None: 8}, DurationMS: 1234,
			Started:   time.Date(2026, 11, 22, 8, 20, 18, 0, time.UTC),
			Coverage:  result.Coverage{Documented: 64, Tested: 62, Source: "/openapi.json", Untested: []string{"POST /mcp/", "GET /x/{<b>}"}},
			NotJudged: []string{"POST /mcp/: this server does not have it: 405 Method Not Allowed", "GET /x/{<b>}: it may change something: `<img src=x>`"},
			Leftovers: []string{"thread 01a20184-2595-7453-ab84-9631989bcaaf"},
		},
		Findings: sampleFindings(),
		Results:  sampleResults(),
		Matrix: result.Matrix{
			Columns: []string{"no token", "bad token", "forged", "Studio", "other user", "owner"},
			Rows: []result.MatrixRow{
				{Resource: "threads", Cells: []result.Verdict{result.Warn, "", result.Skip, result.Warn, result.Fail, result.Pass}},
				{Resource: "store", Cells: []result.Verdict{result.Error, "", "", "", result.Fail, ""}},
				{Resource: "routes", Cells: []result.Verdict{result.Note, "", "", "", "", ""}},
			},
		},
		Relations: []result.Relation{
			{Name: "other-team", Visitor: catalog.Person{Name: "blue-1", Team: "blue", Token: "$AUTHCHECK_TOKEN_2"}, Pairs: 3,
				Owner:     catalog.Person{Name: "red-1", Team: "red", Token: "$AUTHCHECK_TOKEN_1"},
				Resources: []result.Crossings{{Resource: "threads", Leaked: 1, Denied: 20}, {Resource: "store"}}},
			{Name: "auditor", Visitor: catalog.Person{Name: "auditor", Role: "auditor", Token: "$AUDITOR_TOKEN"}, Pairs: 1,
				Owner: catalog.Person{Name: "red-1", Team: "red", Token: "$AUTHCHECK_TOKEN_1"},
				Resources: []result.Crossings{{Resource: "threads", Allowed: 9, Denied: 12}, {Resource: "assistants", OverBlocked: 2, Allowed: 1},
					{Resource: "crons", Undecided: 1}}},
		},
	}
}

func sampleFindings() []result.Finding {
	return []result.Finding{
		finding("no-owner-filter", result.Fail, "User 2 on 2 operations: User 1's data came along",
			[]string{"other-user"}, []string{"threads.get", "store.delete"}, "3f1c0a52b7e9d684",
			"THREAD=$(curl -s -X POST 'http://localhost:2024/threads' -H \"Authorization: Bearer $AUTHCHECK_TOKEN_1\" -H 'Content-Type: application/json' -d '{}' | sed 's/.*\"thread_id\": *\"\\([^\"]*\\)\".*/\\1/')\n"+
				"curl -i \"http://localhost:2024/threads/$THREAD\" -H \"Authorization: Bearer $AUTHCHECK_TOKEN_2\""),
		finding("undecided", result.Error, "a caller without a token on 1 operation: no usable answer: <script>alert(1)</script>",
			[]string{"no-token"}, []string{"store.get"}, "9a0b1c2d3e4f5061", ""),
		finding("crash-as-denial", result.Warn, "a caller without a token on 1 operation: blocked by a crash: 500 Internal Server Error",
			[]string{"no-token"}, []string{"threads.create"}, "00ff00ff00ff00ff", "curl -i -X POST 'http://localhost:2024/threads' -d '{}'"),
		finding("studio-open", result.Warn, "the Studio header on 1 operation: let in: 200 OK",
			[]string{"studio"}, []string{"threads.search"}, "1122334455667788", "curl -i 'http://localhost:2024/threads' -H 'x-auth-scheme: langsmith'"),
		finding("open-routes", result.Note, "a caller without a token on 1 operation: open, as it may be",
			[]string{"no-token"}, []string{"routes.get:/docs"}, "8877665544332211", "curl -i 'http://localhost:2024/docs'"),
	}
}

// finding has the texts that belong to its code.
func finding(code string, v result.Verdict, summary string, identities, operations []string, fingerprint, curl string) result.Finding {
	e, _ := catalog.Explain(code)
	f := result.Finding{Code: code, Verdict: v, Title: e.Title, Summary: summary, Identities: identities, Operations: operations,
		Why: e.Why, Fix: e.Fix, Tags: e.Tags, Curl: curl, Fingerprint: fingerprint}
	for _, operation := range operations {
		f.Checks = append(f.Checks, operation+"/"+identities[0])
	}
	return f
}

const sampleThread = "http://localhost:2024/threads/01a20184-2595-7453-ab84-9631989bcaaf"

func sampleResults() []result.Result {
	return []result.Result{
		{ID: "threads.create/owner", Operation: "threads.create", Resource: "threads", Action: "create", Identity: "owner", Verdict: result.Pass,
			Summary: "works for its owner: 200 OK", Line: "User 1 created thread: 01a20184-2595-7453-ab84-9631989bcaaf",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads",
				Body: `{"metadata":{"authcheck_secret":"<canary>"}}`, Status: 200, DurationMS: 85}},
		{ID: "threads.create/no-token", Operation: "threads.create", Resource: "threads", Action: "create", Identity: "no-token", Verdict: result.Warn,
			Code: "crash-as-denial", Summary: "blocked by a crash: 500 Internal Server Error",
			Line: "Unauthenticated access blocked by a crash: Server error '500 Internal Server Error' for url 'http://localhost:2024/threads'",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "Server error '500 Internal Server Error' for url 'http://localhost:2024/threads'",
				Method: "POST", URL: "http://localhost:2024/threads", Body: "{}", Status: 500, Detail: "</pre><script>alert('said by the server')</script>]]>\x1b[31m",
				Control: "User 1: 200 OK", Curl: "curl -i -X POST 'http://localhost:2024/threads' -d '{}'", DurationMS: 2}},
		{ID: "threads.get/other-user", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "other-user", Verdict: result.Fail,
			Code: "no-owner-filter", Summary: "User 1's data came along", Line: "User 2 shouldn't see User 1's thread!",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "GET", URL: sampleThread, Status: 200, Canary: true,
				Control: "User 1: 200 OK", Curl: "curl -i \"http://localhost:2024/threads/$THREAD\" -H \"Authorization: Bearer $AUTHCHECK_TOKEN_2\"", DurationMS: 90}},
		{ID: "threads.get/owner", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "owner", Verdict: result.Pass,
			Summary:  "works for its owner: 200 OK",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "GET", URL: sampleThread, Status: 200, Canary: true, DurationMS: 80}},
		{ID: "threads.get/forged-key", Operation: "threads.get", Resource: "threads", Action: "read", Identity: "forged-key", Verdict: result.Skip,
			Summary: "User 1's token is no JWT: nothing to forge"},
		{ID: "threads.search/studio", Operation: "threads.search", Resource: "threads", Action: "search", Identity: "studio", Verdict: result.Warn,
			Code: "studio-open", Summary: "let in: 200 OK",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads/search",
				Body: `{"limit":100}`, Status: 200, Control: "User 1: 200 OK", DurationMS: 3}},
		{ID: "threads.search/owner", Operation: "threads.search", Resource: "threads", Action: "search", Identity: "owner", Verdict: result.Pass,
			Summary:  "works for its owner: 200 OK",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "works", Got: "200 OK", Method: "POST", URL: "http://localhost:2024/threads/search", Status: 200, DurationMS: 81}},
		{ID: "store.get/no-token", Operation: "store.get", Resource: "store", Action: "get", Identity: "no-token", Verdict: result.Error,
			Code: "undecided", Summary: "no usable answer: <script>alert(1)</script>",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "no answer in time", Method: "GET", URL: "http://localhost:2024/store/items?key=a&namespace=b"}},
		{ID: "store.delete/other-user", Operation: "store.delete", Resource: "store", Action: "delete", Identity: "other-user", Verdict: result.Fail,
			Code: "no-owner-filter", Summary: "User 1's item is gone",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "204 No Content", Method: "DELETE", URL: "http://localhost:2024/store/items",
				Body: `{"namespace":["authcheck"],"key":"k"}`, Status: 204, Effect: "User 1's item is gone", Control: "User 1: 204 No Content", DurationMS: 88}},
		{ID: "routes.get:/docs/no-token", Operation: "routes.get:/docs", Resource: "routes", Action: "read", Identity: "no-token", Verdict: result.Note,
			Code: "open-routes", Summary: "open, as it may be",
			Evidence: &result.Evidence{Whose: "User 1", Expected: "denied", Got: "200 OK", Method: "GET", URL: "http://localhost:2024/docs", Status: 200, DurationMS: 1}},
		{ID: "threads.search/other-user@auditor", Operation: "threads.search", Resource: "threads", Action: "search", Identity: "other-user", Verdict: result.Note,
			Relation: "auditor", Allowed: true, Summary: "auditor on what is red-1's: allowed: red-1's data came along"},
	}
}
