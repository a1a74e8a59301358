package report

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"authcheck/scenario/result"
)

// File is one report on disk. Whatever becomes of it, the verdict stays the same.
type File struct {
	Format Format
	Path   string
}

// ErrNotRegular says that something other than a file is at the path of a report.
var ErrNotRegular = errors.New("there is something that is no regular file")

// ErrTwice says that two reports have the same path.
var ErrTwice = errors.New("two reports have this path")

// Prepare makes sure that every report can be written, and then removes those of
// earlier runs, so that a run that is broken off leaves none. Nothing is removed
// when one of them can't be written. It returns the files for [Write], where they
// really are. The errors are *[fs.PathError].
func Prepare(files []File) ([]File, error) {
	var found []File
	for _, f := range files {
		place, err := f.place()
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(found, func(other File) bool { return other.Path == place }) {
			return nil, &fs.PathError{Op: "write", Path: f.Path, Err: ErrTwice}
		}
		if err := f.try(place); err != nil {
			return nil, err
		}
		found = append(found, File{Format: f.Format, Path: place})
	}
	for _, f := range found {
		if err := os.Remove(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return found, nil
}

// try writes where the report will be, without touching what is there.
func (f File) try(place string) error {
	info, err := os.Stat(place)
	if err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "write", Path: f.Path, Err: ErrNotRegular}
	}
	temporary, err := create(place)
	if err != nil {
		return &fs.PathError{Op: "write", Path: f.Path, Err: reason(err)}
	}
	return errors.Join(temporary.Close(), os.Remove(temporary.Name()))
}

// place is where the file really is, whatever links lead there.
func (f File) place() (string, error) {
	absolute, err := filepath.Abs(f.Path)
	if err != nil {
		return "", &fs.PathError{Op: "write", Path: f.Path, Err: reason(err)}
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	if err != nil {
		return "", &fs.PathError{Op: "write", Path: f.Path, Err: reason(err)}
	}
	return filepath.Join(folder, filepath.Base(absolute)), nil
}

// Write writes every report that can be written, each as a whole or not at all.
func Write(files []File, r *result.Report) error {
	var failed []error
	for _, f := range files {
		if err := f.write(r); err != nil {
			failed = append(failed, fmt.Errorf("write report %s: %w", f.Path, reason(err)))
		}
	}
	return errors.Join(failed...)
}

// write makes the report next to its place and moves it there when it is complete.
func (f File) write(r *result.Report) error {
	temporary, err := create(f.Path)
	if err != nil {
		return err
	}
	err = Replay(f.Format.New(Options{Out: temporary, Plain: true, Version: r.Tool.Version}), r)
	err = cmp.Or(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), f.Path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}

// create opens a new file in the same folder, readable as the user's other files are.
func create(place string) (*os.File, error) {
	name := filepath.Join(filepath.Dir(place), "."+filepath.Base(place)+"-"+rand.Text()[:8])
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// reason leaves out which temporary file it was.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
