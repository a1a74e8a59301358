package report

import (
	"encoding/json"
	"io"

	"authcheck/scenario"
)

// JSON writes the report as it is, schema authcheck/v1, indented.
func JSON(w io.Writer, r *scenario.Report) error { return write(w, r) }

// PlanJSON writes the plan as it is, indented.
func PlanJSON(w io.Writer, p scenario.Plan) error { return write(w, p) }

func write(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
