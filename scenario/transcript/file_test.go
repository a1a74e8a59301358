package transcript_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/transcript"
)

// TestWriteRead: what is kept is what is judged later, whatever stands in it.
func TestWriteRead(t *testing.T) {
	full := new(transcript.Transcript)
	plant(reflect.ValueOf(full).Elem(), "", `hostile <&> "\\ text`+"\n\x1b[31m\u2028ä")
	full.Schema = transcript.Schema
	for name, want := range map[string]*transcript.Transcript{"full": full, "blank": {Schema: transcript.Schema}, "echoing": echoing()} {
		var file bytes.Buffer
		if err := want.Write(&file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := transcript.Read(&file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestReadOther: other files are refused, with what they are.
func TestReadOther(t *testing.T) {
	for file, want := range map[string]string{
		"":                                     "read a transcript: EOF",
		"threads:\n  - one":                    "read a transcript: invalid character",
		`{"schema":`:                           "read a transcript: unexpected EOF",
		`[]`:                                   "read a transcript: json: cannot unmarshal array",
		`{}`:                                   `this is no transcript of authcheck: schema "", want "authcheck-transcript/v1"`,
		`{"schema":"authcheck/v1"}`:            `this is no transcript of authcheck: schema "authcheck/v1"`,
		`{"schema":"authcheck-transcript/v2"}`: `schema "authcheck-transcript/v2", want "authcheck-transcript/v1"`,
	} {
		got, err := transcript.Read(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}
