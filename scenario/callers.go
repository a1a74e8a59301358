package scenario

import "slices"

// Callers lists all kinds of callers, in the order of the report.
func Callers() []Identity { return slices.Clone(callers) }
