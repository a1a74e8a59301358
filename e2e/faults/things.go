package faults

import (
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

// makes says which fields (a|b) of an answer are IDs of what a POST has made, by path.
// The first pattern that matches counts.
var makes = []struct{ pattern, field string }{
	{"/threads", "thread_id"},
	{"/threads/*/copy", "thread_id"},
	{"/assistants", "assistant_id"},
	{"/runs/crons", "cron_id"},
	{"/threads/*/runs/crons", "cron_id"},
	{"/threads/*/runs", "run_id"},
	{"/threads/*/runs/*", "run_id"},
	{"/runs", "run_id|thread_id"}, // on a thread of its own
	{"/runs/*", "run_id|thread_id"},
}

// changes are the POST requests that change what their path, or their body, names.
var changes = []struct {
	pattern string
	body    bool // the IDs are in the body
}{
	{"/threads/*/state", false},
	{"/threads/*/runs", false},
	{"/threads/*/runs/stream", false},
	{"/threads/*/runs/wait", false},
	{"/threads/*/runs/crons", false},
	{"/threads/*/runs/*/cancel", false},
	{"/assistants/*/latest", false},
	{"/runs/cancel", true},
	{"/threads/prune", true},
}

// itemKey is the key of a store item in a request that writes or deletes it.
var itemKey = regexp.MustCompile(`"key"\s*:\s*"([^"]+)"`)

const itemPath = "/store/items"

// madeBy is the IDs of what an exchange made: from the server's answer, or for store
// items, whose IDs the client chooses, from the request.
func madeBy(method, at string, sent []byte, a *answer) []string {
	if a.status/100 != 2 {
		return nil
	}
	if method == http.MethodPut && at == itemPath {
		return items(sent)
	}
	if madeField(method, at) == "" {
		return nil
	}
	return append(fields(a.body, madeField(method, at)), ids(a.header.Get("Content-Location"))...)
}

// madeField names the fields that hold the IDs of what a request makes; "" where it makes nothing.
func madeField(method, at string) string {
	for _, m := range makes {
		if fits, _ := path.Match(m.pattern, at); fits && method == http.MethodPost {
			return m.field
		}
	}
	return ""
}

// changedBy is the IDs of what a request is about to change, in a path and a body.
func changedBy(method, at string, sent []byte) []string {
	switch method {
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
		if at == itemPath && method == http.MethodPut {
			return nil // makes it, or overwrites what it made
		}
		if at == itemPath {
			return items(sent)
		}
		return ids(at)
	case http.MethodPost:
		for _, c := range changes {
			if fits, _ := path.Match(c.pattern, at); fits && c.body {
				return ids(string(sent))
			} else if fits {
				return ids(at)
			}
		}
	}
	return nil
}

func ids(text string) []string { return lower(uuids.FindAllString(text, -1)) }

// fields is every value of the named fields that is an ID.
func fields(body []byte, name string) []string {
	field := regexp.MustCompile(fmt.Sprintf(`"(?:%s)"\s*:\s*"(%s)"`, name, uuids))
	var all []string
	for _, m := range field.FindAllSubmatch(body, -1) {
		all = append(all, string(m[1]))
	}
	return lower(all)
}

func items(body []byte) []string {
	var all []string
	for _, m := range itemKey.FindAllSubmatch(body, -1) {
		all = append(all, "item "+string(m[1]))
	}
	return all
}

func lower(all []string) []string {
	for i := range all {
		all[i] = strings.ToLower(all[i])
	}
	slices.Sort(all)
	return slices.Compact(all)
}
