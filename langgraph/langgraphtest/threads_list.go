package langgraphtest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// listing is the body of searches and counts, of any resource.
type listing struct {
	IDs         []string `json:"ids"`
	Metadata    object   `json:"metadata"`
	Values      object   `json:"values"`
	Status      string   `json:"status"`
	GraphID     string   `json:"graph_id"`
	Name        string   `json:"name"`
	AssistantID string   `json:"assistant_id"`
	ThreadID    string   `json:"thread_id"`
	Enabled     *bool    `json:"enabled"`
	Limit       int      `json:"limit"`
	Offset      int      `json:"offset"`
	SortBy      string   `json:"sort_by"`
	SortOrder   string   `json:"sort_order"`
	Select      []string `json:"select"`
}

// listing reads the body of a search: at most 10 items when it names no limit.
func (c *call) listing() (listing, error) {
	var body listing
	if err := c.decode(&body); err != nil {
		return body, err
	}
	if body.Metadata == nil {
		body.Metadata = object{}
	}
	if body.Limit == 0 {
		body.Limit = 10
	}
	return body, nil
}

// newestFirst sorts as the real server does without sort_by.
func newestFirst[T any](items []T, at func(T) timestamp) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(at(b).String(), at(a).String()) })
}

// sortBy sorts by a field of the items, the greatest first unless told otherwise.
func sortBy[T any](items []T, field, order string) error {
	if field == "" {
		return nil
	}
	keys := map[any]string{}
	for _, item := range items {
		chosen, err := selected(item, []string{field})
		if err != nil {
			return err
		}
		keys[item] = strings.ToLower(fmt.Sprint(chosen.(object)[field]))
	}
	slices.SortStableFunc(items, func(a, b T) int {
		if strings.EqualFold(order, "asc") {
			return cmp.Compare(keys[a], keys[b])
		}
		return cmp.Compare(keys[b], keys[a])
	})
	return nil
}

// list answers a search: one page, with the headers that tell where the next begins.
func list[T any](c *call, found []T, body listing) error {
	if err := sortBy(found, body.SortBy, body.SortOrder); err != nil {
		return err
	}
	cut, next := page(found, body.Limit, body.Offset)
	if next == 0 {
		c.w.Header().Set("X-Pagination-Total", strconv.Itoa(len(cut)+body.Offset))
	} else {
		c.w.Header().Set("X-Pagination-Total", strconv.Itoa(next+1))
		c.w.Header().Set("X-Pagination-Next", strconv.Itoa(next))
	}
	items := make([]any, 0, len(cut))
	for _, item := range cut {
		chosen, err := selected(item, body.Select)
		if err != nil {
			return err
		}
		items = append(items, chosen)
	}
	return c.ok(items)
}

// search answers with one page of what is found for the request's body.
func search[T any](c *call, find func(listing) ([]T, error)) error {
	body, err := c.listing()
	if err != nil {
		return err
	}
	found, err := find(body)
	if err != nil {
		return err
	}
	return list(c, found, body)
}

// count answers with how much is found; it takes no IDs.
func count[T any](c *call, find func(listing) ([]T, error)) error {
	body, err := c.listing()
	if err != nil {
		return err
	}
	body.IDs = nil
	found, err := find(body)
	if err != nil {
		return err
	}
	return c.ok(len(found))
}

// findThreads is what a search or a count of the caller sees.
func (c *call) findThreads(body listing) ([]*thread, error) {
	only, err := c.authorize("threads", "search", object{"metadata": body.Metadata, "values": body.Values,
		"status": body.Status, "limit": body.Limit, "offset": body.Offset})
	if err != nil {
		return nil, err
	}
	for _, id := range body.IDs {
		if _, err := uuid.Parse(id); err != nil {
			return nil, refuse(http.StatusBadRequest, "Invalid thread ID %s", id)
		}
	}
	var found []*thread
	for _, t := range c.engine.threads {
		values, _ := t.Values.(object)
		if only.matches(t.Metadata) && contains(t.Metadata, body.Metadata) && contains(values, body.Values) &&
			(len(body.IDs) == 0 || slices.Contains(body.IDs, t.ID)) &&
			(body.Status == "" || body.Status == t.Status) {
			found = append(found, t)
		}
	}
	newestFirst(found, func(t *thread) timestamp { return t.UpdatedAt })
	return found, nil
}

func (c *call) searchThreads() error { return search(c, c.findThreads) }

func (c *call) countThreads() error { return count(c, c.findThreads) }
