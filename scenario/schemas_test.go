package scenario_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestSlowSchemas: schemas that take seconds hold nothing up, are asked for once, and cost no
// check: also where the graph's state is no chat, and only they say what it is.
func TestSlowSchemas(t *testing.T) {
	t.Parallel()
	const takes = 2 * time.Second
	for name, front := range map[string]func(http.Handler) http.Handler{"a chat": nil, "another shape": topical} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "no-owner-filter", supabasetest.Options{})
			c := s.config(t)
			want := func() *result.Report {
				if front == nil {
					return plainRun(t, "no-owner-filter").report
				}
				c.URL = s.front(t, front)
				return verify(t, c)
			}()
			var asked, meanwhile atomic.Int32
			var waiting atomic.Bool
			c.URL = s.front(t, func(next http.Handler) http.Handler {
				if front != nil {
					next = front(next)
				}
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					switch owners := r.Header.Get("Authorization") == "Bearer "+s.users[0].Token; {
					case owners && strings.HasSuffix(r.URL.Path, "/schemas"):
						asked.Add(1)
						waiting.Store(true)
						time.Sleep(takes)
						waiting.Store(false)
					case waiting.Load():
						meanwhile.Add(1)
					}
					next.ServeHTTP(w, r)
				})
			})
			got := verify(t, c)
			if diff := cmp.Diff(verdicts(want), verdicts(got)); diff != "" {
				t.Errorf("verdicts (-at once +slowly):\n%s", diff)
			}
			if asked.Load() != 1 || meanwhile.Load() < 10 {
				t.Errorf("asked %d times, with %d requests meanwhile", asked.Load(), meanwhile.Load())
			}
			if more := got.Summary.Requests - want.Summary.Requests; more > 4 {
				t.Errorf("%d requests more", more)
			}
		})
	}
}

// topical is a server of a graph whose state has a topic, and no messages.
func topical(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if bytes.Contains(body, []byte(`"messages":[{`)) {
			refuse(w, http.StatusUnprocessableEntity, "no such channel: messages")
			return
		}
		if strings.HasSuffix(r.URL.Path, "/schemas") {
			seen := &kept{ResponseWriter: w, header: http.Header{}}
			if next.ServeHTTP(seen, r); seen.status == http.StatusOK {
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"graph_id":"agent","state_schema":{"properties":{"topic":{"type":"string"}}}}`)
				return
			}
			w.WriteHeader(seen.status)
			_, _ = w.Write(seen.body.Bytes())
			return
		}
		next.ServeHTTP(w, r)
	})
}

// kept keeps an answer back.
type kept struct {
	http.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header            { return k.header }
func (k *kept) WriteHeader(status int)         { k.status = status }
func (k *kept) Write(text []byte) (int, error) { return k.body.Write(text) }
