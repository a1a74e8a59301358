package langgraph

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDescribe words a status as httpx does.
func TestDescribe(t *testing.T) {
	for status, want := range map[int]string{
		101: "Informational response '101 Switching Protocols' for url 'http://s/x'",
		200: "Success '200 OK' for url 'http://s/x'",
		307: "Redirect response '307 Temporary Redirect' for url 'http://s/x'",
		403: "Client error '403 Forbidden' for url 'http://s/x'",
		404: "Client error '404 Not Found' for url 'http://s/x'",
		500: "Server error '500 Internal Server Error' for url 'http://s/x'",
		599: "Server error '599' for url 'http://s/x'",
		0:   "Unexpected answer '0' for url 'http://s/x'",
		999: "Unexpected answer '999' for url 'http://s/x'",
	} {
		if got := Describe(status, "http://s/x"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestErr: what is no 2xx is an error with what the server said.
func TestErr(t *testing.T) {
	long := strings.Repeat("ü", 300)
	for body, want := range map[string]string{
		`{"detail":"Not Found"}`:          "Not Found",
		`{"error":"not found"}`:           "not found",
		`{"message":"m","error":"e"}`:     "m",
		`{"detail":[{"loc":1}]}`:          `{"detail":[{"loc":1}]}`,
		`404 Not Found`:                   "404 Not Found",
		"two\n  lines":                    "two lines",
		``:                                "",
		`"` + long + `"`:                  `"` + long[:2*198] + "…",
		`{"detail":"` + long + `","x":1}`: long[:2*199] + "…",
	} {
		r := &Response{Method: "GET", URL: "http://s/x", Status: 404, Body: []byte(body)}
		var got *Error
		if err := r.Err(); !errors.As(err, &got) || err.Error() != "Client error '404 Not Found' for url 'http://s/x'" {
			t.Fatalf("%s: %v", body, err)
		}
		if diff := cmp.Diff(&Error{Method: "GET", URL: "http://s/x", Status: 404, Detail: want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	for status, ok := range map[int]bool{199: false, 200: true, 299: true, 300: false} {
		if r := (&Response{Status: status}); r.OK() != ok || (r.Err() == nil) != ok {
			t.Errorf("%d: ok %v, %v", status, r.OK(), r.Err())
		}
	}
}

// TestGraphsIn reads names out of the texts that servers send.
func TestGraphsIn(t *testing.T) {
	for text, want := range map[string][]string{
		`{"detail":"Graph 'x' not found. Expected one of: ['agent']"}`:                                                                     {"agent"},
		`Graph 'x' not found. Expected one of: ['agent', 'notes']`:                                                                         {"agent", "notes"},
		`{"detail":"Invalid assistant: 'x'. Must be either:\n- A valid assistant UUID, or\n- One of the registered graphs: agent, notes"}`: {"agent", "notes"},
		`{"error":"bad_request","message":"Graph 'x' not found in aegra.json. Available: ['agent', 'notes']","details":null}`:              {"agent", "notes"},
		`Expected one of: []`: nil,
		`404 Not Found`:       nil,
		``:                    nil,
	} {
		if diff := cmp.Diff(want, GraphsIn(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// FuzzGraphsIn: names are never empty, and all of the text.
func FuzzGraphsIn(f *testing.F) {
	f.Add("Graph 'x' not found. Expected one of: ['agent', 'b']")
	f.Add("One of the registered graphs: a, b\n")
	f.Add(`Expected one of: [\'a\', ", ,]`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range GraphsIn(text) {
			if name == "" || !strings.Contains(text, name) {
				t.Errorf("%q", name)
			}
		}
	})
}
