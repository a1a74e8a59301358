//go:build e2e

package e2e

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict"
	"authcheck/scenario/verdict/verdicttest"
)

var record = flag.Bool("record", false, "keep what the servers answered for scenario/verdict: of those that -run chooses, or again of those that were kept before")

// keep writes what the judge needs of a run that verify has kept in a file, where the run
// was as it should be.
func (r row) keep(t *testing.T, kept string) {
	t.Helper()
	if _, err := os.Stat(r.recording()); !*record || t.Failed() || err != nil && !onlySome() {
		return
	}
	file, err := os.Open(kept)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	run, err := transcript.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	whole := judged(run)
	for i := range run.Exchanges {
		trim(run.Facts.Canary, &run.Exchanges[i])
	}
	if diff := cmp.Diff(whole, judged(run)); diff != "" {
		t.Errorf("what is kept of the run is judged otherwise (-whole +kept):\n%s", diff)
	}
	if err := verdicttest.Write(r.recording(), run); err != nil {
		t.Fatal(err)
	}
}

// recording is the path of the file.
func (r row) recording() string {
	return filepath.Join("../scenario/verdict/testdata/servers", r.folder()+"-"+r.name+".json.gz")
}

// judged are the verdicts with their causes, by check.
func judged(run *transcript.Transcript) map[string]string {
	verdicts := map[string]string{}
	for _, r := range verdict.Judge(run, verdict.Policy{}).Results {
		verdicts[r.ID] = string(r.Verdict) + " " + r.Code + " " + r.Summary
	}
	return verdicts
}

// longest is how much of an answer of no known shape is kept, in bytes.
const longest = 500

// trim cuts what makes recordings long and decides nothing: documents and pages that a
// route shows, and what stands inside the fields of schemas.
func trim(canary string, e *transcript.Exchange) {
	r := e.Response
	if r == nil || len(r.Body) <= longest || strings.Contains(r.Body, canary) {
		return
	}
	switch {
	case e.Part == transcript.Route:
		r.Body = r.Body[:longest]
	case catalog.Named(e.Operation).Answer.Type == catalog.AnObject:
		r.Body = outline(r.Body)
	}
}

// telling are the fields that show whose a thing is.
var telling = []string{"metadata", "config", "context", "kwargs"}

// outline keeps the fields of an object, and empties those that hold others and tell nothing.
func outline(body string) string {
	var fields map[string]any
	if json.Unmarshal([]byte(body), &fields) != nil {
		return body
	}
	for name, value := range fields {
		if slices.Contains(telling, name) {
			continue
		}
		switch value.(type) {
		case map[string]any, []any:
			fields[name] = nil
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return body
	}
	return string(text)
}
