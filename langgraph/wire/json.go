package wire

import (
	"encoding/json"
	"errors"
)

// maxDepth is how deep JSON may be nested. What these servers answer is not a
// quarter as deep; each level that encoding/json builds costs a hundred times its byte.
const maxDepth = 100

// ErrTooDeep says that JSON is nested deeper than 100 levels.
var ErrTooDeep = errors.New("JSON that is nested deeper than 100 levels")

// Unmarshal is json.Unmarshal that refuses what is nested too deep, with
// ErrTooDeep, before anything is built of it.
func Unmarshal(data []byte, v any) error {
	if Depth(data) > maxDepth {
		return ErrTooDeep
	}
	return json.Unmarshal(data, v)
}

// Depth is how deep the objects and arrays of a JSON text are nested.
func Depth(data []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}
