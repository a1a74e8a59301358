package langgraphtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// answer is what came back, its body decoded when it is JSON.
type answer struct {
	status int
	text   string
	header http.Header
}

func (a answer) decode(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.text), v); err != nil {
		t.Fatalf("decode %q: %v", a.text, err)
	}
}

var twoUsers = map[string]string{"token-1": "user-1", "token-2": "user-2"}

// start runs a server with two users, until the test ends.
func start(t *testing.T, flaw string) *Server {
	t.Helper()
	server, err := Start(Options{Tokens: twoUsers, Flaw: flaw})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// send sends one request; authorization may be empty.
func send(t *testing.T, server *Server, authorization, method, path, body string) answer {
	t.Helper()
	req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	return exchange(t, req)
}

func exchange(t *testing.T, req *http.Request) answer {
	t.Helper()
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, string(data), res.Header}
}

// createThread creates a thread with the given body and returns its ID.
func createThread(t *testing.T, server *Server, authorization, body string) string {
	t.Helper()
	var created struct {
		ID string `json:"thread_id"`
	}
	res := send(t, server, authorization, "POST", "/threads", body)
	if res.status != 200 {
		t.Fatalf("create thread: %d %s", res.status, res.text)
	}
	res.decode(t, &created)
	return created.ID
}

func TestTutorialLines(t *testing.T) {
	const (
		owner    = "Bearer token-1"
		intruder = "Bearer token-2"
	)
	for _, test := range []struct {
		flaw                string
		anonymous, intruder int
		detail              string
	}{
		{"", 401, 404, `{"detail":"Missing bearer token"}`},
		{"tutorial-as-published", 500, 404, "Internal Server Error"},
		{"no-owner-filter", 401, 200, `{"detail":"Missing bearer token"}`},
		{"no-auth", 200, 200, ""},
	} {
		t.Run("flaw "+test.flaw, func(t *testing.T) {
			server := start(t, test.flaw)
			id := createThread(t, server, owner, `{}`)
			anonymous := send(t, server, "", "POST", "/threads", `{}`)
			if anonymous.status != test.anonymous {
				t.Errorf("anonymous: got %d, want %d", anonymous.status, test.anonymous)
			}
			if test.detail != "" && anonymous.text != test.detail {
				t.Errorf("anonymous: got %q, want %q", anonymous.text, test.detail)
			}
			if got := send(t, server, intruder, "GET", "/threads/"+id, ""); got.status != test.intruder {
				t.Errorf("other user: got %d, want %d", got.status, test.intruder)
			}
			if got := send(t, server, owner, "GET", "/threads/"+id, ""); got.status != 200 {
				t.Errorf("owner: got %d, want 200", got.status)
			}
		})
	}
}

func TestUnknownFlaw(t *testing.T) {
	if _, err := Start(Options{Flaw: "none-such"}); err == nil || err.Error() != `no flaw named "none-such"` {
		t.Errorf("got %v", err)
	}
}
