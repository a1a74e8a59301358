package report

import (
	"io"
	"slices"

	"authcheck/scenario/result"
)

// Format is a layout of a report.
type Format struct {
	Name   string
	Ending string // of its files
	Doc    string // in a few words
	New    func(Options) Sink
}

// Options are what sinks are made with. Those that write a document at the end need
// no more than Out.
type Options struct {
	Out      io.Writer
	Progress io.Writer // a terminal for the line that shows progress; nil for none
	Plain    bool      // no colours, as in a file
	Verbose  bool      // what was sent and came back, for each check
	Quiet    bool      // the verdict alone
	Tokens   string    // how a shell gets those of the users; "": not known
	Width    int       // of the terminal, in columns; 0: 80
	Version  string    // of authcheck
}

// Formats lists the layouts that the output and a [File] can have.
func Formats() []Format {
	return []Format{
		{"text", ".txt", "for people, as on a terminal", func(o Options) Sink { return &Text{Options: o} }},
		{"json", ".json", "everything, schema authcheck/v1", written(writeJSON)},
		{"html", ".html", "one page that needs nothing else", written(writeHTML)},
		{"junit", ".xml", "test cases for pipelines", written(writeJUnit)},
		{"sarif", ".sarif", "findings for code scanning", written(writeSARIF)},
		{"markdown", ".md", "a summary for a step or a comment", written(writeMarkdown)},
		{"github", ".log", "annotations of GitHub Actions", written(writeAnnotations)},
	}
}

// written are the sinks that write a document at the end.
func written(write func(io.Writer, *result.Report) error) func(Options) Sink {
	return func(o Options) Sink { return document{o.Out, write} }
}

// Names lists the names of all formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Named finds a format.
func Named(name string) (Format, bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}
