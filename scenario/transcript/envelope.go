package transcript

import (
	"slices"
	"strings"
)

// saysFailed tells an error under a 2xx from an answer, as gateways wrap it: fields that
// say that something failed, beside others without content. What has content is
// somebody's state, where "error" or "success" may mean anything.
func saysFailed(object map[string]any) bool {
	failed := false
	for name, value := range object {
		name = strings.ToLower(strings.ReplaceAll(name, "_", ""))
		switch {
		case failure[name] != nil && failure[name](value):
			failed = true
		case hasContent(value) && !slices.Contains(aboutErrors, name):
			return false
		}
	}
	return failed
}

// failure are the fields that say whether something failed, and how they say that it did.
var failure = map[string]func(value any) bool{
	"error": given, "errors": given,
	"ok": isFalse, "success": isFalse, "succeeded": isFalse,
	"status": isFailure, "statuscode": isFailure, "code": isFailure, "httpstatus": isFailure, "httpcode": isFailure,
}

// aboutErrors are fields that may have content beside them.
var aboutErrors = []string{"detail", "details", "meta", "extensions"}

func given(value any) bool {
	text, isText := value.(string)
	return hasContent(value) || isText && text != "" || value == true
}

func isFalse(value any) bool { return value == false }

func isFailure(value any) bool {
	switch v := value.(type) {
	case float64:
		return v >= 400 && v < 600
	case string:
		return slices.Contains([]string{"error", "fail", "failed", "failure", "denied", "unauthorized", "forbidden"}, strings.ToLower(v))
	}
	return false
}

// hasContent tells lists and objects that have anything in them.
func hasContent(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return false
}

// failedInside is saysFailed of an answer's text.
func failedInside(body string) bool {
	if !beginsObject(body) {
		return false
	}
	value, ok := JSON(body)
	object, _ := value.(map[string]any)
	return ok && saysFailed(object)
}

// beginsObject spares parsing what cannot be a JSON object: long lists, above all.
func beginsObject(body string) bool {
	return strings.HasPrefix(strings.TrimLeft(body, " \t\r\n"), "{")
}
