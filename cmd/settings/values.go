package settings

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"authcheck/cmd/failure"
	"authcheck/cmd/project"
	"authcheck/cmd/terminal"
)

// Values are the settings of one run. What was typed at a prompt comes before a flag, that
// before the environment, that before files, that before the default. Only signup's form asks
// for what is set already.
type Values struct {
	Process     terminal.Process
	Project     project.Project // the langgraph.json of the folder
	ProjectFile string          // what that is called there, or would be
	Unread      error           // why a langgraph.json that is there could not be read
	flags       *pflag.FlagSet
	files       []envFile // the first that has a setting counts
	answers     map[ID]string
	kept        bool // the answers are in the .env file
}

// given is a raw value and where it was found.
type given struct {
	source, raw string
	from        rank
}

// New reads the files of the project's folder; the values can be used also where that failed.
func New(p terminal.Process, cmd *cobra.Command) (*Values, error) {
	v := &Values{Process: p, flags: cmd.Flags(), answers: map[ID]string{}}
	ctx := cmd.Context()
	if ctx == nil { // no command line
		ctx = context.Background()
	}
	ctx, cancel, err := v.Limit(ctx, 0)
	if err != nil {
		return v, err
	}
	defer cancel()
	if err := v.readProject(ctx); err != nil {
		return v, err
	}
	return v, v.readEnvFiles(ctx)
}

// find returns where a setting is given; ok is false where it is not. The setting's own
// names come before those that other programs give it.
func (v *Values) find(s *Setting) (given, bool) {
	if f := v.flags.Lookup(s.Flag); s.Flag != "" && f != nil && f.Changed && s.Split == "" {
		return given{"--" + s.Flag, f.Value.String(), byFlag}, true
	}
	for _, name := range s.names() {
		if raw, ok := v.Process.LookupEnv(name); ok && raw != "" {
			return given{name, raw, byEnvironment}, true
		}
	}
	return v.inFiles(s)
}

// inFiles returns the first file that gives a setting.
func (v *Values) inFiles(s *Setting) (given, bool) {
	file, name := first(v.files, s)
	if file == nil {
		return given{}, false
	}
	return given{name + " in " + file.name, file.pairs[name], byFile}, true
}

// first is the first of the files that gives a setting, and its name there; nil for none.
func first(files []envFile, s *Setting) (*envFile, string) {
	for _, names := range [][]string{s.Env, s.names()} {
		for i := range files {
			if name := files[i].gives(s, names); name != "" {
				return &files[i], name
			}
		}
	}
	return nil, ""
}

// Source names where a setting is given: "--email", "AUTHCHECK_EMAIL in .env"; "" for nowhere.
func (v *Values) Source(id ID) string {
	at, _ := v.find(&Table[id])
	return at.source
}

// Text is the checked value of a setting, "" where it is not given.
func (v *Values) Text(id ID) (string, error) {
	value, _, err := v.value(id)
	return value, err
}

// value is the checked value of a setting, and the key of langgraph.json that completed it.
func (v *Values) value(id ID) (value, key string, err error) {
	s := &Table[id]
	if answer, ok := v.answers[id]; ok {
		return answer, "", nil
	}
	value = cmp.Or(s.defaults[filepath.Base(v.Project.File)], s.Default)
	if at, ok := v.find(s); ok {
		if value, err = s.Check(at.raw); err != nil {
			return value, "", at.explain(err)
		}
	}
	if s.complete != nil {
		value, key = s.complete(v.Project, value)
	}
	return value, key, nil
}

// List is the checked values of a setting that can be given several times.
func (v *Values) List(id ID) ([]string, error) {
	s := &Table[id]
	var list []string
	for _, at := range v.findAll(id) {
		value, err := s.Check(at.raw)
		if err != nil {
			return nil, at.explain(err)
		}
		list = append(list, value)
	}
	return list, nil
}

// Variable is the checked value of the variable that a policy names for a user, as one of a setting's.
func (v *Values) Variable(u PolicyUser, of ID) (string, error) {
	name := u.Variable
	raw, ok := v.Process.LookupEnv(name)
	for _, file := range v.files {
		if !ok || raw == "" {
			raw, ok = file.pairs[name]
		}
	}
	if raw == "" {
		return "", failure.Refused("export "+name+", or put it into .env", "%s: there is no %s in the environment", u.At, name)
	}
	value, err := Table[of].Check(raw)
	if err != nil {
		return "", given{source: u.At + ": " + name}.explain(err)
	}
	return value, nil
}

// findAll returns where a list is given, item by item.
func (v *Values) findAll(id ID) []given {
	s := &Table[id]
	var all []given
	if f := v.flags.Lookup(s.Flag); f != nil && f.Changed {
		for _, raw := range f.Value.(*settingFlag).given {
			all = append(all, given{"--" + s.Flag, raw, byFlag})
		}
		return all
	}
	at, ok := v.find(s)
	if answer := v.answers[id]; answer != "" {
		at, ok = given{"the answer", answer, byFlag}, true
	}
	if !ok {
		return nil
	}
	for _, raw := range s.items(at.raw) {
		all = append(all, given{at.source, raw, at.from})
	}
	return all
}

// items takes a list apart. What else is separated by commas may also stand one
// a line, as it is: passwords can have commas in them, and at their ends.
func (s *Setting) items(raw string) []string {
	raw = strings.TrimSpace(raw)
	separator := s.Split
	if strings.Contains(raw, "\n") {
		separator = "\n"
	}
	var list []string
	for item := range strings.SplitSeq(strings.Trim(raw, separator+" "), separator) {
		list = append(list, strings.Trim(item, separator+" \t\r"))
	}
	return list
}

// explain puts the source in front of what is wrong with its value.
func (at given) explain(err error) error {
	if f, ok := errors.AsType[*Invalid](err); ok {
		return failure.Refused(f.Hint, "%s: %s", at.source, f.What)
	}
	return err
}

// Duration is the checked value of a setting that is a length of time.
func (v *Values) Duration(id ID) (time.Duration, error) {
	text, err := v.Text(id)
	if err != nil {
		return 0, err
	}
	return time.ParseDuration(text)
}

// Number is a setting that is a number, 0 where it is not set.
func (v *Values) Number(id ID) (int, error) {
	text, err := v.Text(id)
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.Atoi(text)
}
