// Package verdicttest is what the tests of the judge share with those that record runs:
// recordings as files, and the table of flaws as text.
package verdicttest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"

	"authcheck/scenario/transcript"
)

// Read reads a recording.
func Read(path string) (*transcript.Transcript, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return transcript.Read(unpacked)
}

// Write keeps a run as a recording.
func Write(path string, run *transcript.Transcript) error {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	return errors.Join(run.Write(w), w.Close(), os.WriteFile(path, packed.Bytes(), 0o644))
}
