package report

import (
	"encoding/json"
	"io"

	"authcheck/scenario"
)

// JSON writes the report as it is, schema authcheck/v1, indented.
func JSON(w io.Writer, r *scenario.Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
