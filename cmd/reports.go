package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"authcheck/cmd/failure"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// reportOptions are the reports that verify leaves besides what it prints. None of
// them changes the verdict or the exit code.
type reportOptions struct {
	given []string
	files []report.File
	keeps bool   // there is a transcript to keep
	kept  string // its path; "" for none
	demo  bool   // of a server that nobody has to fix: nothing for GitHub to show
}

func (o *reportOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.given, "report", nil, "`FORMAT=PATH` of a file to write as well: "+wording.List(o.formats())+" (repeat)")
}

// transcriptFormat is the file that `authcheck judge` reads: what a verdict rests on.
const transcriptFormat = "transcript"

// formats are those that a file can have.
func (o *reportOptions) formats() []string {
	if o.keeps {
		return append(report.Names(), transcriptFormat)
	}
	return report.Names()
}

// check reads what was given, without touching a file.
func (o *reportOptions) check() error {
	o.files, o.kept = nil, ""
	for _, text := range o.given {
		format, path, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			return refused("write it like --report html=authcheck.html", "--report: %q is not FORMAT=PATH", text)
		}
		if format == transcriptFormat && o.keeps {
			if o.kept != "" {
				return refused("leave one of them out", "--report: the transcript is kept once")
			}
			o.kept = path
			continue
		}
		if err := known("report", "format", format, o.formats()); err != nil {
			return err
		}
		as, _ := report.Named(format)
		o.files = append(o.files, report.File{Format: as, Path: path})
	}
	return nil
}

// prepare makes sure that every report can be written, and removes old ones.
func (o *reportOptions) prepare() error {
	all := o.files
	if o.kept != "" {
		all = append(slices.Clone(all), report.File{Path: o.kept})
	}
	files, err := report.Prepare(all)
	var path *fs.PathError
	if !errors.As(err, &path) {
		if err == nil && o.kept != "" {
			o.kept = files[len(files)-1].Path
			files = files[:len(files)-1]
		}
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

// keep writes the transcript of a run. It may hold what is not this run's: nobody else
// may read it.
func (o *reportOptions) keep(t *transcript.Transcript) error {
	file, err := os.CreateTemp(filepath.Dir(o.kept), "."+filepath.Base(o.kept)+"-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the transcript: %w", failure.Root(err))
	}
	defer os.Remove(file.Name()) // gone already when all went well
	if err := errors.Join(t.Write(file), file.Close()); err != nil {
		return fmt.Errorf("write the transcript: %w", err)
	}
	return os.Rename(file.Name(), o.kept)
}

// publish writes the reports, and on GitHub Actions what its pages show.
func (o *reportOptions) publish(p terminal.Process, r *result.Report) error {
	err := report.Write(o.files, r)
	if on, _ := p.LookupEnv("GITHUB_ACTIONS"); on == "true" && !o.demo {
		err = errors.Join(err, show("github", p.Err, r), appendSummary(p, r))
	}
	return err
}

// tell says which files were written.
func (o *reportOptions) tell(w io.Writer) {
	var files []string
	for _, text := range o.given {
		format, path, _ := strings.Cut(text, "=")
		files = append(files, path+" ("+format+")")
	}
	if len(files) > 0 {
		fmt.Fprintf(w, "authcheck: wrote %s\n", report.OnTerminal(wording.List(files)))
	}
}

// show writes a report in one of the formats.
func show(format string, w io.Writer, r *result.Report) error {
	known, _ := report.Named(format)
	return report.Replay(known.New(report.Options{Out: w, Version: version()}), r)
}

// appendSummary adds to the summary of the step, which other programs may write to.
func appendSummary(p terminal.Process, r *result.Report) error {
	path, _ := p.LookupEnv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("write step summary: %w", err)
	}
	return errors.Join(show("markdown", file, r), file.Close())
}

// lastWords is how long the reader of the output has for the report of a run that was
// interrupted, or ran out of time.
const lastWords = 3 * time.Second

// live is what shows a run while it is under way, and its report. It delays no request,
// whoever reads the output.
type live struct{ *report.Async }

func newLive(p terminal.Process, format string, o report.Options) live {
	o.Out, o.Width, o.Version = p.Out, p.Columns, version()
	if p.ErrIsTerminal {
		o.Progress = p.Err
	}
	known, _ := report.Named(format)
	sinks := report.Sinks{known.New(o)}
	if format != "text" { // what goes to a file or a program, too, takes its time
		o.Out = io.Discard
		sinks = report.Sinks{&report.Text{Options: o}, sinks[0]}
	}
	return live{report.NewAsync(sinks)}
}

// observe tells what happens; what can't be written is known at the end.
func (l live) observe(e scenario.Event) { _ = l.Event(e) }

// finish writes the report, and waits until it is read. When ctx ends, it waits no longer
// than [lastWords].
func (l live) finish(ctx context.Context, r *result.Report) error {
	reading, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, giveUp) })()
	if r != nil {
		_ = l.Report(r)
	}
	return l.Close(reading)
}

// ending is the exit code of a verdict. A report that could not be written is told,
// and changes nothing.
func ending(code int, unwritten error) error {
	if unwritten == nil {
		return endWith(code)
	}
	return &exitError{code: code, message: strings.ReplaceAll(unwritten.Error(), "\n", "; "), hint: "the verdict stands; the report is missing", cause: unwritten}
}
