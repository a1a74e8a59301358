package langgraph_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"authcheck/langgraph/langgraphtest"

	"github.com/google/go-cmp/cmp"
)

// The contract is what the rest of this project believes about LangGraph
// servers. It is tested against the stand-in always, and against a real
// `langgraph dev` when AUTHCHECK_CONTRACT_LANGGRAPH_URL and
// AUTHCHECK_CONTRACT_TOKENS (of two users, comma separated) are set. That server
// needs a chat graph "agent" whose one node "call" answers "hello " and the last
// message, and an auth module like the stand-in's: 401s raised with the same
// texts, an owner filter, store namespaces moved below the user's ID, no Studio.

// Aegra has a contract of its own, for a real one at AUTHCHECK_CONTRACT_AEGRA_URL.

// contractCase is a row: exchanges that follow each other.
type contractCase struct {
	name  string
	steps []step
}

// contractServer is where the contract is tested, and who tests it.
type contractServer struct {
	url    string
	tokens map[string]string
	// saved are values of earlier answers, to be named as $NAME later on.
	saved map[string]string
}

// contractServers are a variant of the stand-in, and the server that a variable names.
func contractServers(t *testing.T, variant, real string) map[string]contractServer {
	t.Helper()
	standIn, err := langgraphtest.Start(langgraphtest.Options{Flaw: variant, Tokens: map[string]string{"token-1": "user-1", "token-2": "user-2"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(standIn.Close)
	servers := map[string]contractServer{"stand-in": {url: standIn.URL, tokens: map[string]string{"one": "token-1", "two": "token-2"}}}
	if url := os.Getenv(real); url != "" {
		one, two, ok := strings.Cut(os.Getenv("AUTHCHECK_CONTRACT_TOKENS"), ",")
		if !ok {
			t.Fatal("AUTHCHECK_CONTRACT_TOKENS has to hold two tokens")
		}
		servers["real"] = contractServer{url: strings.TrimSuffix(url, "/"), tokens: map[string]string{"one": one, "two": two}}
	}
	return servers
}

// step is one exchange. In want, "<any>" stands for any value and a key "…" for
// any further keys; a document that is no JSON is compared as text. save keeps
// fields of the answer, as "NAME=field" or "NAME=field.of.field". A status of 0 is any 2xx.
type step struct {
	who, method, path, body string
	status                  int
	want                    string
	save                    string
}

func TestContract(t *testing.T) {
	hold(t, contract, contractServers(t, "", "AUTHCHECK_CONTRACT_LANGGRAPH_URL"))
}

func TestContractOfAegra(t *testing.T) {
	hold(t, aegraContract, contractServers(t, "aegra-like", "AUTHCHECK_CONTRACT_AEGRA_URL"))
}

// hold holds servers to a contract.
func hold(t *testing.T, cases []contractCase, servers map[string]contractServer) {
	for name, server := range servers {
		t.Run(name, func(t *testing.T) {
			for _, test := range cases {
				t.Run(test.name, func(t *testing.T) {
					server := server
					server.saved = map[string]string{}
					for _, step := range test.steps {
						server.take(t, step)
					}
				})
			}
		})
	}
}

func (s contractServer) expand(text string) string {
	for name, value := range s.saved {
		text = strings.ReplaceAll(text, "$"+name, value)
	}
	return text
}

func (s contractServer) take(t *testing.T, step step) {
	t.Helper()
	path := s.expand(step.path)
	status, body := s.send(t, step.who, step.method, path, s.expand(step.body))
	if status != step.status && (step.status != 0 || status/100 != 2) {
		t.Fatalf("%s: %s %s %s: got %d, want %d: %s", step.who, step.method, path, step.body, status, step.status, body)
	}
	if step.want != "" {
		want, got := parse(s.expand(step.want)), parse(body)
		if diff := cmp.Diff(want, masked(want, got)); diff != "" {
			t.Fatalf("%s: %s %s %s (-want +got):\n%s", step.who, step.method, path, step.body, diff)
		}
	}
	for _, pair := range strings.Fields(step.save) {
		name, field, _ := strings.Cut(pair, "=")
		value := parse(body)
		for part := range strings.SplitSeq(field, ".") {
			fields, _ := value.(map[string]any)
			value = fields[part]
		}
		text, ok := value.(string)
		if !ok {
			t.Fatalf("%s %s: no %s in %s", step.method, path, field, body)
		}
		s.saved[name] = text
	}
}

func (s contractServer) send(t *testing.T, who, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token, ok := s.tokens[who]; ok {
		req.Header.Set("Authorization", "Bearer "+token)
	} else if who != "" {
		req.Header.Set("Authorization", who)
	}
	req.Header.Set("Accept", "application/json, text/event-stream")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(bytes.TrimSpace(data))
}

func parse(text string) any {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return strings.ReplaceAll(text, "\r\n", "\n")
	}
	return value
}

// masked is got with what want does not care about made equal to it.
func masked(want, got any) any {
	if want == "<any>" && got != nil {
		return want
	}
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return got
		}
		kept := map[string]any{}
		for key, value := range got {
			if inner, named := want[key]; named {
				kept[key] = masked(inner, value)
			} else if _, more := want["…"]; !more {
				kept[key] = value
			}
		}
		if more, ok := want["…"]; ok {
			kept["…"] = more
		}
		return kept
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return got
		}
		kept := make([]any, len(got))
		for i := range got {
			kept[i] = masked(want[i], got[i])
		}
		return kept
	}
	return got
}
