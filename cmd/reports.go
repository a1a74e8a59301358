package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

// reportOptions are the reports that verify leaves besides what it prints. None of
// them changes the verdict or the exit code.
type reportOptions struct {
	given []string
	files []report.File
	demo  bool // of a server that nobody has to fix: nothing for GitHub to show
}

func (o *reportOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.given, "report", nil, "`FORMAT=PATH` of a file to write as well: "+inWords(report.Formats())+" (repeat)")
}

// check reads what was given, without touching a file.
func (o *reportOptions) check() error {
	o.files = nil
	for _, text := range o.given {
		format, path, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			return refused("write it like --report html=authcheck.html", "--report: %q is not FORMAT=PATH", text)
		}
		if !slices.Contains(report.Formats(), format) {
			return refused("choose "+inWords(report.Formats()), "--report: unknown format %q", format)
		}
		o.files = append(o.files, report.File{Format: format, Path: path})
	}
	return nil
}

// prepare makes sure that every report can be written, and removes old ones.
func (o *reportOptions) prepare() error {
	files, err := report.Prepare(o.files)
	var path *fs.PathError
	if !errors.As(err, &path) {
		o.files = files
		return err
	}
	hint := "choose a file in a folder that can be written to"
	switch {
	case errors.Is(err, report.ErrTwice):
		hint = "give each report a path of its own"
	case errors.Is(err, fs.ErrNotExist):
		hint = "make the folder first: mkdir -p " + filepath.Dir(path.Path)
	}
	return refused(hint, "--report: can't write %s: %v", path.Path, path.Err)
}

// publish writes the reports, and on GitHub Actions what its pages show.
func (o *reportOptions) publish(p Process, r *scenario.Report) error {
	err := report.Write(o.files, r)
	if on, _ := p.LookupEnv("GITHUB_ACTIONS"); on == "true" && !o.demo {
		err = errors.Join(err, report.Annotations(p.Err, r), appendSummary(p, r))
	}
	return err
}

// appendSummary adds to the summary of the step, which other programs may write to.
func appendSummary(p Process, r *scenario.Report) error {
	path, _ := p.LookupEnv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("write step summary: %w", err)
	}
	return errors.Join(report.Markdown(file, r), file.Close())
}

// ending is the exit code of a verdict. A report that could not be written is told,
// and changes nothing.
func ending(code int, unwritten error) error {
	if unwritten == nil {
		return quiet(code)
	}
	return &exitError{code: code, message: strings.ReplaceAll(unwritten.Error(), "\n", "; "), hint: "the verdict stands; the report is missing", cause: unwritten}
}
