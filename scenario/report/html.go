package report

import (
	"io"

	"authcheck/scenario"
)

func HTML(w io.Writer, r *scenario.Report) error { return nil }
