package settings

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
)

// Answer sets what was typed for a setting.
func (v *Values) Answer(id ID, typed string) (err error) {
	v.answers[id], err = Table[id].Check(typed)
	return err
}

// Keep writes what was typed for the settings to the .env file, where it differs from
// what was set before, and says so. That is not to take longer than --timeout.
func (v *Values) Keep(ctx context.Context, ids []ID, before map[ID]string) error {
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	pairs, left := v.changed(ids, before)
	name := v.EnvFileName()
	switch err := writeEnvFile(ctx, name, pairs); {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return failure.Refused("choose another file with --env-file", "cannot write %s: %v", name, failure.Root(err))
	}
	v.kept = true
	v.tellKept(ids, before, pairs, left)
	return nil
}

// tellKept says what was written, and what of it does not count or could not be.
func (v *Values) tellKept(ids []ID, before map[ID]string, pairs []pair, left []string) {
	name, out := v.EnvFileName(), v.Process.Err
	fmt.Fprintf(out, "Wrote %s to %s; keep that file out of version control\n", phrase.Count(len(pairs), "setting"), report.OnTerminal(name))
	files := v.filesWith(name, pairs)
	for _, id := range ids {
		if v.answers[id] != before[id] && !slices.Contains(left, v.nameInFile(&Table[id])) {
			v.tellHidden(&Table[id], v.answers[id], name, files)
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(out, "⚠️ %s cannot be written there: both kinds of quotation marks are in it\n", report.OnTerminal(wording.List(left)))
	}
}

// changed is what differs from what was set before, under the names that the .env
// file has for it already; left are those that no such file can hold.
func (v *Values) changed(ids []ID, before map[ID]string) (pairs []pair, left []string) {
	for _, id := range ids {
		if v.answers[id] == before[id] {
			continue // it is where it was
		}
		p := pair{v.nameInFile(&Table[id]), v.answers[id]}
		if p.writable() {
			pairs = append(pairs, p)
		} else {
			left = append(left, p.name)
		}
	}
	return pairs, left
}

// nameInFile is the variable that the .env file sets already, else the usual one.
func (v *Values) nameInFile(s *Setting) string {
	for _, file := range v.files {
		if name := file.gives(s, s.names()); name != "" && file.name == v.EnvFileName() {
			return name
		}
	}
	return s.Env[0]
}

// filesWith are the files of settings as they are read the next time, when one of them has these
// lines. One that was not there goes before those of the server.
func (v *Values) filesWith(name string, pairs []pair) []envFile {
	files := slices.Clone(v.files)
	at := slices.IndexFunc(files, func(f envFile) bool { return f.name == name })
	if at < 0 {
		if at = slices.IndexFunc(files, func(f envFile) bool { return f.ofServer }); at < 0 {
			at = len(files)
		}
		files = slices.Insert(files, at, envFile{name: name})
	}
	held := maps.Clone(files[at].pairs)
	if held == nil {
		held = map[string]string{}
	}
	for _, p := range pairs {
		held[p.name] = p.value
	}
	files[at].pairs = held
	return files
}

// tellHidden says which other place has a value that counts in place of one that was written.
func (v *Values) tellHidden(s *Setting, value, written string, files []envFile) {
	for _, name := range s.names() {
		if other, ok := v.Process.LookupEnv(name); ok && other != "" {
			if other != value {
				fmt.Fprintf(v.Process.Err, "⚠️ %s in the environment comes before %s: unset it\n", name, report.OnTerminal(written))
			}
			return
		}
	}
	if file, name := first(files, s); file != nil && file.pairs[name] != value {
		fmt.Fprintf(v.Process.Err, "⚠️ %s in %s comes before %s: remove it there\n", name, report.OnTerminal(file.name), report.OnTerminal(written))
	}
}
