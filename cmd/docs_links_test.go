package cmd

import "authcheck/cmd/doctor"

func init() { docTables["links"] = linksTable }

// linksTable has a row for each link that the doctor looks at.
func linksTable() string {
	rows := [][]string{{"link", "in JSON", "needs"}}
	for _, l := range doctor.Links(2) {
		rows = append(rows, []string{l.Name, code(l.ID), codes(l.Needs)})
	}
	return markdownTable(rows)
}
