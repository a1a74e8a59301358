package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"authcheck/langgraph"
)

// foundAt says where in an answer the canary is, as a JSON path. The path is all that
// is kept of an answer: what stands next to the canary may be somebody else's.
func foundAt(resp *langgraph.Response, canary string) string {
	if path := pathIn(resp.Body, canary); path != "" {
		return path
	}
	for i, event := range resp.Events {
		if path := pathIn([]byte(event.Data), canary); path != "" {
			return fmt.Sprintf("event %d: %s", i+1, path)
		}
	}
	return "the text of the answer"
}

func pathIn(text []byte, canary string) string {
	var value any
	if json.Unmarshal(text, &value) != nil {
		return ""
	}
	return locate(value, "$", canary)
}

func locate(value any, path, canary string) string {
	switch v := value.(type) {
	case string:
		if strings.Contains(v, canary) {
			return path
		}
	case []any:
		for i, item := range v {
			if found := locate(item, fmt.Sprintf("%s[%d]", path, i), canary); found != "" {
				return found
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if found := locate(v[key], path+"."+key, canary); found != "" {
				return found
			}
			if strings.Contains(key, canary) {
				return path
			}
		}
	}
	return ""
}
