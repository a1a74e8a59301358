package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

// tables are the blocks that the code itself knows.
var docTables = map[string]func() string{
	"matrix":     matrixTable,
	"settings":   settingsTable,
	"names":      namesTable,
	"operations": operationsTable,
	"codes":      codesTable,
	"findings":   findingsText,
	"notes":      planNotes,
	"commands":   commandsText,
	"formats":    formatsTable,
}

// formatsTable has a row per format.
func formatsTable() string {
	rows := [][]string{{"format", "file", "what it is"}}
	for _, f := range report.Formats() {
		rows = append(rows, []string{code(f.Name), code("*" + f.Ending), f.Doc})
	}
	return markdownTable(rows)
}

// markdownTable draws a table; the first row is its head.
func markdownTable(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.ReplaceAll(strings.Join(row, " | "), "<", "&lt;"))
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func codes(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = code(text)
	}
	return strings.Join(quoted, ", ")
}

// settingsTable has a row per setting.
func settingsTable() string {
	rows := [][]string{{"setting", "flag", "environment", "default", "what it is", "used by"}}
	for i := range settings.Table {
		s := &settings.Table[i]
		flag := ""
		if s.Flag != "" {
			flag = code("--" + s.Flag + " " + s.Value)
		}
		help := s.Help
		if s.Split != "" {
			help += "; repeat it"
		}
		if s.Secret {
			help += " (secret)"
		}
		rows = append(rows, []string{s.Name, cmp.Or(flag, "–"), cmp.Or(codes(s.Env), "–"), code(s.Default), help, usersOf(s)})
	}
	return markdownTable(rows)
}

// namesTable has a row per setting that other programs have names for.
func namesTable() string {
	rows := [][]string{{"setting", "in web projects", "in `supabase status -o env`"}}
	for i := range settings.Table {
		var pages, piped []string
		for _, alias := range settings.Table[i].Also {
			if alias.Piped() {
				piped = append(piped, alias.Name)
			} else {
				pages = append(pages, alias.Name)
			}
		}
		if pages != nil || piped != nil {
			rows = append(rows, []string{settings.Table[i].Name, cmp.Or(codes(pages), "–"), cmp.Or(codes(piped), "–")})
		}
	}
	return markdownTable(rows)
}

// usersOf names the commands that a setting belongs to.
func usersOf(s *settings.Setting) string {
	var names []string
	for _, c := range allBelow(newRootCmd(terminal.Process{})) {
		if takes(c, s) {
			names = append(names, strings.TrimPrefix(c.CommandPath(), "authcheck "))
		}
	}
	return strings.Join(names, ", ")
}

func takes(c *cobra.Command, s *settings.Setting) bool {
	if s.Flag == "" {
		return strings.Contains(c.Annotations[settings.EnvironmentHelp], s.Env[0]+" ")
	}
	return c.Flags().Lookup(s.Flag) != nil
}

// matrixTable counts the checks of the plan by resource and kind of caller, in the
// columns of the report's matrix.
func matrixTable() string {
	columns := map[string]string{}
	head := []string{"", "is tried"}
	for _, caller := range catalog.Identities(true, true) {
		columns[caller.ID] = caller.Column
		if !slices.Contains(head, caller.Column) {
			head = append(head, caller.Column)
		}
	}
	rows := [][]string{head}
	for _, resource := range plannedResources() {
		counts := map[string]int{}
		var tries []string
		for _, p := range resource {
			for _, id := range p.Identities {
				counts[columns[id]]++
			}
			if !slices.Contains(tries, p.Tries) {
				tries = append(tries, p.Tries)
			}
		}
		row := []string{resource[0].Resource, strings.Join(tries, ", ")}
		for _, column := range head[2:] {
			row = append(row, fmt.Sprint(counts[column]))
		}
		rows = append(rows, row)
	}
	return markdownTable(rows)
}

// plannedResources is the plan, resource by resource.
func plannedResources() [][]scenario.Planned {
	var all [][]scenario.Planned
	at := map[string]int{}
	for _, p := range scenario.PlanOf(scenario.Config{}).Checks {
		i, ok := at[p.Resource]
		if !ok {
			i = len(all)
			at[p.Resource], all = i, append(all, nil)
		}
		all[i] = append(all[i], p)
	}
	return all
}

// planNotes is what `verify --plan` says about the whole.
func planNotes() string {
	return "- " + strings.Join(scenario.PlanOf(scenario.Config{}).Notes, "\n- ")
}

// operationsTable has a row per operation of the plan.
func operationsTable() string {
	usual, deep := map[string]bool{}, map[string]bool{}
	for _, p := range scenario.PlanOf(scenario.Config{}).Checks {
		usual[p.Operation] = true
	}
	for _, p := range scenario.PlanOf(scenario.Config{Probe: scenario.Probe{Deep: true}}).Checks {
		deep[p.Operation] = !usual[p.Operation]
	}
	checks := scenario.PlanOf(scenario.Config{Probe: scenario.Probe{RunGraph: true}}).Checks
	everybody := identitiesOf(checks)
	rows := [][]string{{"operation", "request", "judged as", "tried by"}}
	for _, p := range checks {
		by := callers(p.Identities, everybody)
		switch {
		case deep[p.Operation]:
			by += ", with `--deep` or `--run-graph`"
		case !usual[p.Operation]:
			by += ", with `--run-graph`"
		}
		rows = append(rows, []string{code(p.Operation), code(p.Method + " " + p.Path), p.Tries, by})
	}
	return markdownTable(rows)
}

func identitiesOf(checks []scenario.Planned) []string {
	var all []string
	for _, p := range checks {
		for _, id := range p.Identities {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// callers words a list of identities shortly.
func callers(list, everybody []string) string {
	if len(list) <= len(everybody)/2 {
		return strings.Join(list, ", ")
	}
	var without []string
	for _, id := range everybody {
		if !slices.Contains(list, id) {
			without = append(without, id)
		}
	}
	if len(without) == 0 {
		return "all"
	}
	return "all but " + wording.List(without)
}

// commandsText has the table of commands, and the help of each.
func commandsText() string {
	rows := [][]string{{"command", "what it does"}}
	var helps []string
	for _, c := range allBelow(newRootCmd(terminal.Process{})) {
		path := c.CommandPath()
		rows = append(rows, []string{fmt.Sprintf("[%s](#%s)", code(path), strings.ReplaceAll(path, " ", "-")), c.Short})
		got := runIn(nil, append(strings.Fields(path)[1:], "--help")...)
		helps = append(helps, "## "+path+"\n\n```text\n"+got.Stdout+"```")
	}
	return markdownTable(rows) + "\n\n" + strings.Join(helps, "\n\n")
}

func codesTable() string {
	rows := [][]string{{"", "code", "finding"}}
	for _, e := range catalog.Explanations() {
		rows = append(rows, []string{report.Icons[e.Verdict], fmt.Sprintf("[%s](#%s)", code(e.Code), e.Code), e.Title})
	}
	return markdownTable(rows)
}

// findingsText has a section per finding.
func findingsText() string {
	var sections []string
	for _, e := range catalog.Explanations() {
		sections = append(sections, findingText(e))
	}
	return strings.Join(sections, "\n\n")
}

func findingText(e catalog.Explanation) string {
	fix, lines, _ := strings.Cut(e.Fix, "\n")
	parts := []string{
		"### " + e.Code,
		fmt.Sprintf("%s **%s** · %s", report.Icons[e.Verdict], e.Title, e.Verdict),
		"Proven: " + e.Proven,
		"Why it matters: " + e.Why,
		"Fix: " + fix,
	}
	if lines != "" {
		parts = append(parts, "```\n"+lines+"\n```")
	}
	if e.Sound != "" {
		parts = append(parts, "Sound all the same: "+e.Sound)
	}
	if len(e.Tags) > 0 {
		parts = append(parts, strings.Join(e.Tags, " · "))
	}
	return strings.Join(parts, "\n\n")
}
