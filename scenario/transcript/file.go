package transcript

import (
	"encoding/json"
	"fmt"
	"io"
)

// MaxFile bounds what is read of a transcript, in bytes.
const MaxFile = 64 << 20

// Write writes the transcript as JSON.
func (t *Transcript) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(t)
}

// Read reads what Write has written. The error says that it is something else.
func Read(r io.Reader) (*Transcript, error) {
	t := new(Transcript)
	if err := json.NewDecoder(io.LimitReader(r, MaxFile)).Decode(t); err != nil {
		return nil, fmt.Errorf("read a transcript: %w", err)
	}
	if t.Schema != Schema {
		return nil, fmt.Errorf("this is no transcript of authcheck: schema %q, want %q", t.Schema, Schema)
	}
	return t, nil
}
