package probe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"authcheck/scenario/catalog"
)

// TestSlowRoute: what is no event stream is read to its end, also where it takes a while.
func TestSlowRoute(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.URL.Query().Get("type"))
		_, _ = fmt.Fprint(w, "data: 1\n\n")
		w.(http.Flusher).Flush()
		select {
		case <-time.After(2 * time.Second):
			_, _ = fmt.Fprint(w, "data: 2\n\n")
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	p := New(Config{URL: server.URL, Users: []User{{Name: "User 1", Token: "one"}, {Name: "User 2", Token: "two"}}}, nil)
	for kind, open := range map[string]bool{"text/plain": false, "text/event-stream": true} {
		o := catalog.Route{Method: "GET", Path: "/slow", Asked: "/slow", Query: map[string]string{"type": kind}}.Operation()
		e := p.callRoute(t.Context(), o, p.keys.other(), p.keys.other().forms[0])
		if !e.OK() || e.Response.Open != open || e.Response.Cut {
			t.Errorf("%s: %+v", kind, e.Response)
		}
	}
}
