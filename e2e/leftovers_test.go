//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// send makes one request with a token and returns the status and the body.
func (s *server) send(t *testing.T, token, method, path string, body any) (int, []byte) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	request.Close = true // a connection may be dead after a 500
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, answer
}

// leftovers names what either user still finds on the server. What handlers deny
// cannot have been made.
func (s *server) leftovers(t *testing.T) []string {
	t.Helper()
	return s.leftoversOf(t, s.users.tokens(t))
}

func (s *server) leftoversOf(t *testing.T, tokens []string) []string {
	t.Helper()
	var left []string
	for _, token := range tokens {
		for _, search := range []struct{ path, id string }{
			{"/threads/search", "thread_id"},
			{"/assistants/search", "assistant_id"},
			{"/runs/crons/search", "cron_id"},
		} {
			for _, found := range s.list(t, token, search.path) {
				metadata, _ := found["metadata"].(map[string]any)
				if example, _ := metadata["title"].(string); metadata["created_by"] != "system" && !strings.HasPrefix(example, "Example ") { // the user's own
					left = append(left, fmt.Sprint(search.path, " ", found[search.id], " ", metadata))
				}
			}
		}
		left = append(left, s.storedItems(t, token)...)
	}
	return left
}

func (s *server) list(t *testing.T, token, path string) []map[string]any {
	t.Helper()
	status, body := s.send(t, token, http.MethodPost, path, map[string]int{"limit": 100})
	if status != http.StatusOK {
		return nil
	}
	var found []map[string]any
	if err := json.Unmarshal(body, &found); err != nil {
		t.Fatalf("%s: %v: %s", path, err, body)
	}
	return found
}

// storedItems looks into every namespace: reading a missing item can leave an empty one.
func (s *server) storedItems(t *testing.T, token string) []string {
	t.Helper()
	status, body := s.send(t, token, http.MethodPost, "/store/namespaces", map[string]int{"limit": 100})
	if status != http.StatusOK {
		return nil
	}
	var namespaces struct{ Namespaces [][]string }
	if err := json.Unmarshal(body, &namespaces); err != nil {
		t.Fatalf("/store/namespaces: %v: %s", err, body)
	}
	var left []string
	for _, namespace := range namespaces.Namespaces {
		_, body := s.send(t, token, http.MethodPost, "/store/items/search", map[string]any{"namespace_prefix": namespace})
		var found struct{ Items []struct{ Key string } }
		if err := json.Unmarshal(body, &found); err != nil {
			t.Fatalf("/store/items/search: %v: %s", err, body)
		}
		for _, item := range found.Items {
			left = append(left, fmt.Sprint("store ", namespace, " ", item.Key))
		}
	}
	return left
}
