package report

import (
	"io"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario/catalog"
)

// Explanations lists all findings that can be made, a line each, in a terminal of so many columns.
func Explanations(w io.Writer, columns int) error {
	s := newNarrow(columns)
	for _, e := range catalog.Explanations() {
		s.line(Hang(Mark(e.Verdict)+e.Code, 31, e.Title, s.columns))
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// ExplainJSON writes findings for programs, schema authcheck/explain/v1.
func ExplainJSON(w io.Writer, list ...catalog.Explanation) error {
	return EncodeJSON(w, struct {
		Schema   string                `json:"schema"`
		Findings []catalog.Explanation `json:"findings"`
	}{"authcheck/explain/v1", list})
}

// Explain tells all about one finding, in a terminal of so many columns.
func Explain(w io.Writer, e catalog.Explanation, columns int) error {
	s := newNarrow(columns)
	s.hanging(Icons[e.Verdict]+" "+e.Code+"  ", e.Title)
	s.line()
	s.wrapped("proven  ", e.Proven)
	s.wrapped("why     ", e.Why)
	s.fix("fix     ", e.Fix, color.New())
	if e.Sound != "" {
		s.wrapped("sound   ", e.Sound)
	}
	if len(e.Tags) > 0 {
		s.wrapped("tags    ", strings.Join(e.Tags, ", "))
	}
	_, err := io.WriteString(w, s.String())
	return err
}
