package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"authcheck/scenario/result"
)

// asData is for programs: no result and no name is left out, and what could harm a terminal or
// a log is escaped in the JSON. Texts are cut, as everywhere.
var asData = destination{text: same, code: same, bytes: 16 << 20}

func same(text string) string { return text }

// writeJSON writes the report as it is, schema authcheck/v1, indented.
func writeJSON(w io.Writer, r *result.Report) error { return EncodeJSON(w, asData.shown(r)) }

// PlanJSON writes the plan as it is, indented.
func PlanJSON(w io.Writer, p result.Plan) error { return EncodeJSON(w, harmless(p, asData)) }

// DiffJSON writes a comparison as it is, schema authcheck-diff/v1, indented.
func DiffJSON(w io.Writer, d result.Diff) error { return EncodeJSON(w, harmless(d, asData)) }

// EncodeJSON writes indented JSON that a terminal, or a build server that reads along, does not
// act on.
func EncodeJSON(w io.Writer, v any) error {
	var plain, safe bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return err
	}
	safe.Grow(plain.Len())
	before := rune(0)
	for _, c := range plain.String() {
		switch {
		case c == '#' && before == '#', acts(c) && c != '\n' && c <= 0xffff:
			fmt.Fprintf(&safe, `\u%04x`, c)
		case acts(c) && c != '\n': // two halves in UTF-16
			fmt.Fprintf(&safe, `\u%04x\u%04x`, 0xd800+(c-0x10000)>>10, 0xdc00+(c-0x10000)&0x3ff)
		default:
			safe.WriteRune(c)
		}
		before = c
	}
	_, err := w.Write(safe.Bytes())
	return err
}
