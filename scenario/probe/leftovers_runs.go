package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// searchBare looks among a user's newest threads for those of stateless runs, where such a
// thread shows nothing of its run: the runs on it do, by their input.
func (s *search) searchBare(ctx context.Context, user User) {
	var threads []struct {
		ID       string         `json:"thread_id"`
		Created  string         `json:"created_at"`
		Metadata map[string]any `json:"metadata"`
	}
	newest := fmt.Sprintf(`{"limit":%d,"sort_by":"created_at","sort_order":"desc"}`, pageSize)
	if !s.ask(ctx, user, "threads", "/threads/search", newest, &threads) {
		return
	}
	var all errgroup.Group
	all.SetLimit(atOnce)
	for _, t := range threads {
		if !isID(t.ID) || t.Metadata["made_by"] != nil {
			continue
		}
		all.Go(func() error {
			if marker := s.markerOnRuns(ctx, user, t.ID); marker != "" {
				run := runTag.FindString(catalog.MadeBy + "-" + path.Base(marker))
				s.add(Leftover{Kind: "thread", ID: t.ID, User: user.Name, Run: run, Created: t.Created, read: true,
					removal: langgraph.Request{Method: http.MethodDelete, Path: "/threads/" + t.ID, Header: headerOf(user)}})
			}
			return nil
		})
	}
	_ = all.Wait()
}

// markerOnRuns is what authcheck wrote into the input of a run on the thread; "" where it
// made none.
func (s *search) markerOnRuns(ctx context.Context, user User, thread string) string {
	type input struct {
		Marker string `json:"authcheck"`
	}
	var runs []struct {
		Input  json.RawMessage `json:"input"`
		Kwargs struct {
			Input json.RawMessage `json:"input"`
		} `json:"kwargs"`
	}
	resp, err := s.send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/threads/" + thread + "/runs", Header: headerOf(user)})
	if err != nil || !resp.OK() || resp.Decode(&runs) != nil {
		return ""
	}
	for _, r := range runs {
		for _, text := range []json.RawMessage{r.Input, r.Kwargs.Input} {
			var given input
			if json.Unmarshal(text, &given) == nil && given.Marker != "" {
				return given.Marker
			}
		}
	}
	return ""
}
