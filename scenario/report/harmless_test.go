package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"authcheck/scenario"
	"authcheck/scenario/report"
	"authcheck/scenario/report/reporttest"
	"authcheck/scenario/result"
)

// poison fills every text that can be reached with [reporttest.Evil], and lists with two items. With
// spare, verdicts and codes stay what they are: other ones are not shown everywhere.
func poison(v reflect.Value, spare bool) {
	switch v.Kind() {
	case reflect.String:
		if !spare || v.Type() != reflect.TypeFor[result.Verdict]() {
			v.SetString(reporttest.Evil)
		} else if v.String() == "" {
			v.SetString(string(result.Fail))
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		poison(v.Elem(), spare)
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), max(2, v.Len()), max(2, v.Len()))
		reflect.Copy(list, v) // it may belong to the catalog
		v.Set(list)
		for i := range v.Len() {
			poison(v.Index(i), spare)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		poison(key, spare)
		poison(value, spare)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if !spare || v.Type().Field(i).Name != "Code" {
				poison(v.Field(i), spare)
			}
		}
	}
}

func poisoned[T any](v T, spare bool) T {
	poison(reflect.ValueOf(&v).Elem(), spare)
	return v
}

// sinks are all that shows something foreign.
func sinks() map[string]func(io.Writer, *result.Report) error {
	all := map[string]func(io.Writer, *result.Report) error{
		"text verbose": text(report.Options{Verbose: true}),
		"text narrow":  text(report.Options{Width: 20}),
		"text quiet":   text(report.Options{Quiet: true}),
	}
	for _, name := range report.Names() {
		all[name] = as(name)
	}
	all["text progress"] = func(w io.Writer, _ *result.Report) error {
		var shown bytes.Buffer
		sink := &report.Text{Options: report.Options{Out: &shown, Progress: &shown}}
		err := errors.Join(sink.Event(scenario.Event{Phase: reporttest.Evil}), sink.Event(scenario.Event{Target: &result.Target{URL: reporttest.Evil}}))
		_, failed := io.WriteString(w, strings.ReplaceAll(shown.String(), "\r\x1b[K", "")) // ours
		return errors.Join(err, failed)
	}
	for name, write := range map[string]func(io.Writer, result.Diff) error{"json diff": report.DiffJSON,
		"text diff": func(w io.Writer, d result.Diff) error { return report.Diff(w, d, 80) }} {
		all[name] = func(w io.Writer, r *result.Report) error {
			d := poisoned(result.Diff{}, false)
			d.Added[0].Finding = r.Findings[0]
			return write(w, d)
		}
	}
	for name, write := range map[string]func(io.Writer, scenario.Plan) error{"json plan": report.PlanJSON,
		"text plan": func(w io.Writer, p scenario.Plan) error { return report.Plan(w, p, 80) }} {
		all[name] = func(w io.Writer, _ *result.Report) error { return write(w, poisoned(scenario.Plan{}, false)) }
	}
	return all
}

// TestNothingForeignActs feeds reports in which every text is hostile to every sink.
func TestNothingForeignActs(t *testing.T) {
	for kind, r := range map[string]*result.Report{
		"everything": poisoned(&result.Report{}, false), "sample": poisoned(sample(), true), "accepted": poisoned(acceptedSample(), true),
	} {
		for name, write := range sinks() {
			t.Run(name+"/"+kind, func(t *testing.T) {
				var out bytes.Buffer
				if err := write(&out, r); err != nil {
					t.Fatal(err)
				}
				if out.Len() == 0 || name != "text quiet" && (name != "sarif" || kind != "everything") && !strings.Contains(out.String(), "pwn") {
					t.Fatalf("nothing hostile was shown:\n%s", out.String())
				}
				shown := out.String()
				if name == "github" {
					shown = command.ReplaceAllString(shown, "$2")
				}
				for _, harm := range append(reporttest.Harms(shown), destinations[strings.Fields(name)[0]](out.String())...) {
					t.Error(harm)
				}
			})
		}
	}
}

// command is the beginning of one that GitHub is to take.
var command = regexp.MustCompile(`(?m)^::(error|warning) title=[^,:]*::([^:])`)

// destinations tell what acts in a document of that kind.
var destinations = map[string]func(string) []string{
	"text": func(string) []string { return nil },
	"json": func(out string) []string {
		if !json.Valid([]byte(out)) {
			return []string{"it is no JSON"}
		}
		return nil
	},
	"sarif": func(out string) []string {
		if !json.Valid([]byte(out)) {
			return []string{"it is no JSON"}
		}
		return having(out, "](javascript")
	},
	"github": func(out string) (found []string) {
		for line := range strings.Lines(out) {
			if !command.MatchString(line) {
				found = append(found, "it is no command: "+line)
			}
		}
		return found
	},
	"html": func(out string) []string {
		found := having(out, "<img", "<script>pwn", `href="javascript`, "<!-- ", "x onerror=pwn()>", `">javascript`)
		if n := strings.Count(out, "<script"); n != 1 {
			found = append(found, "it has other scripts")
		}
		return found
	},
	"junit": func(out string) (found []string) {
		decoder := xml.NewDecoder(strings.NewReader(out))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				return found
			}
			if err != nil {
				return append(found, "it is no XML: "+err.Error())
			}
			if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "img" || start.Name.Local == "script") {
				found = append(found, "an element came out of a text: "+start.Name.Local)
			}
		}
	},
	"markdown": func(out string) []string {
		prose, open := "", "" // what is in a fence is shown as it is
		for line := range strings.Lines(out) {
			fence := regexp.MustCompile("^(```+)\n$").FindStringSubmatch(line)
			switch {
			case fence != nil && open == "":
				open = fence[1]
			case fence != nil && len(fence[1]) >= len(open):
				open = ""
			case open == "":
				prose += line
			}
		}
		prose = regexp.MustCompile(`\\[[:punct:]]`).ReplaceAllString(prose, "")
		found := having(prose, "<script", "<img", "</pre", " @pwn", "](", " `pwn", " ```", " | `", " #1", "http://", " www.pwn", " $pwn", "\n- pwn", "\n~~~", "<!--")
		if open != "" {
			found = append(found, "a fence is open at the end")
		}
		pipes := make(map[int]bool)
		for line := range strings.Lines(prose) {
			if strings.HasPrefix(line, "|") {
				pipes[strings.Count(line, "|")] = true
			}
		}
		if len(pipes) > 1 {
			found = append(found, "rows of the table have other columns")
		}
		return found
	},
}

func having(out string, bad ...string) (found []string) {
	for _, text := range bad {
		if strings.Contains(out, text) {
			found = append(found, "it has "+text)
		}
	}
	return found
}

// TestShellLinesRunNothing leaves out lines that would run what a server wrote.
func TestShellLinesRunNothing(t *testing.T) {
	for _, line := range []string{
		`curl -i "http://localhost/$(touch pwn)"`, "curl -i \"http://localhost/`touch pwn`\"", "curl -i 'http://localhost'; touch pwn",
		"curl -i 'http://localhost'\ntouch pwn", "touch pwn", "curl -i 'http://localhost' | sh", `curl -i "$(touch pwn)"`, `curl -i "\\"; touch pwn "`,
		`THREAD=$(curl -s 'http://localhost' | sed 's/a/b/'; touch pwn)`, "curl -i 'a' && touch pwn", "curl -i 'a' > pwn", "curl -o pwn 'http://localhost'",
		"curl -i 'a' -d '@/etc/pwn'", "curl -i 'a\n::error::pwn'", "curl -i 'a' \\\n touch pwn", "curl -i 'a\x1b[2Jpwn'", "curl -i '" + strings.Repeat("pwn", 5000) + "'",
	} {
		r := sample()
		for i := range r.Findings {
			r.Findings[i].Curl = line
		}
		for i := range r.Results {
			r.Results[i].Evidence = &result.Evidence{Curl: line}
		}
		for name, write := range sinks() {
			if strings.HasSuffix(name, "diff") || strings.HasSuffix(name, "plan") || strings.HasSuffix(name, "progress") {
				continue
			}
			var out bytes.Buffer
			if err := write(&out, r); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), "pwn") {
				t.Errorf("%s shows %.60q", name, line)
			}
		}
	}
}

// TestShellLinesAreShown leaves out none of those that real runs have.
func TestShellLinesAreShown(t *testing.T) {
	for _, flaw := range realFlaws {
		r := ran(t, flaw)
		var out bytes.Buffer
		if err := as("json")(&out, r); err != nil {
			t.Fatal(err)
		}
		var shown result.Report
		if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
			t.Fatal(err)
		}
		for i, check := range r.Results {
			if e := check.Evidence; e != nil && e.Curl != shown.Results[i].Evidence.Curl {
				t.Errorf("%s is left out: %s", check.ID, e.Curl)
			}
		}
	}
}

// TestJSONKeepsEverything: what is escaped for a terminal is the same to a program.
func TestJSONKeepsEverything(t *testing.T) {
	r := sample()
	r.Target.Kind = strings.ToValidUTF8(reporttest.Evil, "") + "\U000e0041##[x]"
	var out bytes.Buffer
	if err := as("json")(&out, r); err != nil {
		t.Fatal(err)
	}
	var read result.Report
	if err := json.Unmarshal(out.Bytes(), &read); err != nil || read.Target.Kind != r.Target.Kind {
		t.Errorf("%v: %q, want %q", err, read.Target.Kind, r.Target.Kind)
	}
}
