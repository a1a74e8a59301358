// Package background decides which background the terminal is taken to have, so that
// it is never asked. Bubble Tea asks as soon as a program begins, forms or not, and
// waits five seconds for terminals that do not answer.
//
// This works because, of the packages whose imports are all initialised, the one whose
// path is first is next (The Go Programming Language Specification, Program
// initialization): this one comes right after lipgloss, and Bubble Tea later.
package background

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
