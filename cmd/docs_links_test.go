package cmd

func init() { docTables["links"] = linksTable }

// linksTable has a row for each link that the doctor looks at.
func linksTable() string {
	rows := [][]string{{"link", "in JSON", "needs"}}
	for _, l := range (&doctor{way: -1}).chain(2) {
		rows = append(rows, []string{l.name, code(l.id), codes(l.needs)})
	}
	return markdownTable(rows)
}
