package probe

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestDeafStreams: a stream that is open while user 1's update is refused could hear nothing.
func TestDeafStreams(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{http.StatusOK: false, http.StatusBadGateway: true} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/stream") {
				w.WriteHeader(status)
				return
			}
			w.Header().Set("Content-Type", "text/event-stream")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}))
		t.Cleanup(server.Close)
		p := New(Config{URL: server.URL, Users: []User{{Name: "User 1", Token: "one"}, {Name: "User 2", Token: "two"}}}, nil)
		for _, name := range []string{"thread", "thread_s", "checkpoint"} {
			p.log.set(name, "11111111-1111-4111-8111-111111111111")
		}
		p.log.change(func(t *transcript.Transcript) { t.Facts.Shape = map[string]any{"text": catalog.SeedMark} })
		o := catalog.Named("threads.stream")
		p.listenOnce(t.Context(), []subscription{{o, p.keys.other()}}, func() {})
		heard := p.log.attacks(o.ID, "other-user")
		if len(heard) != 1 || !heard[0].OK() || heard[0].Deaf != want {
			t.Errorf("%d: %+v", status, heard)
		}
	}
}
