package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// remove removes a leftover, or puts it back; a second look tells whether it is gone.
func (s *search) remove(ctx context.Context, l Leftover) {
	if !l.IsProfile() {
		if l.Kind == string(catalog.Item) || l.read || s.showsTag(ctx, l) { // the names of items are the runs'
			_, _ = s.send(ctx, l.removal)
		}
		return
	}
	for _, user := range s.users {
		if user.Name == l.User && s.provider != nil {
			_ = persist(ctx, func(ctx context.Context) error { return restoreProfile(ctx, s.provider, user.Token, l.original) })
		}
	}
}

// showsTag reads what a list has shown with authcheck's tag: the list may have shown it beside an
// ID of something else. Crons that can't be read are to be in the list in the other order, too.
func (s *search) showsTag(ctx context.Context, l Leftover) bool {
	request := l.removal
	request.Method = http.MethodGet
	resp, err := s.send(ctx, request)
	switch {
	case err != nil:
		return false
	case resp.OK():
		var shown any
		return resp.Decode(&shown) == nil && hasTag(shown)
	}
	return slices.Contains(lacks, resp.Status) && (l.Kind != string(catalog.Cron) || s.listsBackwards(ctx, l))
}

// hasTag finds authcheck's tag in what an answer shows.
func hasTag(shown any) bool {
	switch node := shown.(type) {
	case []any:
		return slices.ContainsFunc(node, hasTag)
	case map[string]any:
		for name, value := range node {
			if name == "made_by" && value == catalog.MadeBy || hasTag(value) {
				return true
			}
		}
	}
	return false
}

func (s *search) listsBackwards(ctx context.Context, l Leftover) bool {
	var things []struct {
		ID       string         `json:"cron_id"`
		Metadata map[string]any `json:"metadata"`
	}
	body := fmt.Sprintf(`{"metadata":{"made_by":%q},"limit":%d,"sort_by":"created_at","sort_order":"asc"}`, catalog.MadeBy, pageSize)
	resp, err := s.send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/runs/crons/search", Header: l.removal.Header, Body: json.RawMessage(body)})
	if err != nil || !resp.OK() || resp.Decode(&things) != nil {
		return false
	}
	for _, t := range things {
		if t.ID == l.ID && t.Metadata["made_by"] == catalog.MadeBy {
			return true
		}
	}
	return false
}
