package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/joho/godotenv"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const defaultEnvFile = ".env"

// values are the settings of one run. A flag comes before the environment, that
// before the .env file, that before the prompt, that before the fallback.
type values struct {
	process Process
	flags   *pflag.FlagSet
	dotenv  map[string]string
	answers map[settingID]string
	kept    bool // the answers are in the .env file
}

// given is a raw value and where it was found.
type given struct{ source, raw string }

func newValues(p Process, cmd *cobra.Command) (*values, error) {
	v := &values{process: p, flags: cmd.Flags(), answers: map[settingID]string{}}
	return v, v.readEnvFile()
}

// readEnvFile leaves the environment of the process as it is.
func (v *values) readEnvFile() error {
	name, asked := defaultEnvFile, false
	if f := v.flags.Lookup("env-file"); f != nil {
		name, asked = f.Value.String(), f.Changed
	}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil
	}
	if err != nil {
		return refused("--env-file names a file of KEY=value lines", "cannot read %s: %v", name, errors.Unwrap(err))
	}
	defer file.Close()
	// The parser's errors quote the file, and that holds secrets.
	if v.dotenv, err = godotenv.Parse(file); err != nil {
		return refused("a line is KEY=value; quote a value with spaces or #", "cannot read %s: it is not a list of KEY=value lines", name)
	}
	return nil
}

// find returns where a setting is given; ok is false where it is not.
func (v *values) find(s *setting) (given, bool) {
	if f := v.flags.Lookup(s.flag); s.flag != "" && f != nil && f.Changed && s.split == "" {
		return given{"--" + s.flag, f.Value.String()}, true
	}
	for _, name := range s.env {
		if raw, ok := v.process.LookupEnv(name); ok && raw != "" {
			return given{name, raw}, true
		}
	}
	for _, name := range s.env {
		if raw := v.dotenv[name]; raw != "" {
			return given{name + " in " + v.envFileName(), raw}, true
		}
	}
	return given{}, false
}

func (v *values) envFileName() string {
	if f := v.flags.Lookup("env-file"); f != nil {
		return f.Value.String()
	}
	return defaultEnvFile
}

// text is the checked value of a setting, "" where it is not given.
func (v *values) text(id settingID) (string, error) {
	s := &table[id]
	if answer, ok := v.answers[id]; ok {
		return answer, nil
	}
	at, ok := v.find(s)
	if !ok {
		return s.fallback, nil
	}
	value, err := s.check(at.raw)
	return value, at.explain(err)
}

// list is the checked values of a setting that can be given several times.
func (v *values) list(id settingID) ([]string, error) {
	s := &table[id]
	var list []string
	for _, at := range v.findAll(s) {
		value, err := s.check(at.raw)
		if err != nil {
			return nil, at.explain(err)
		}
		list = append(list, value)
	}
	return list, nil
}

func (v *values) findAll(s *setting) []given {
	var all []given
	if f := v.flags.Lookup(s.flag); f != nil && f.Changed {
		for _, raw := range f.Value.(*settingFlag).given {
			all = append(all, given{"--" + s.flag, raw})
		}
		return all
	}
	at, ok := v.find(s)
	if answer := v.answerTo(s); answer != "" {
		at, ok = given{"the answer", answer}, true
	}
	if !ok {
		return nil
	}
	for _, raw := range s.items(at.raw) {
		all = append(all, given{at.source, raw})
	}
	return all
}

// answerTo is what was typed for a setting.
func (v *values) answerTo(s *setting) string {
	for id, answer := range v.answers {
		if &table[id] == s {
			return answer
		}
	}
	return ""
}

// items takes a list apart. What else is separated by commas may also stand one
// a line: passwords can have commas in them.
func (s *setting) items(raw string) []string {
	raw = strings.TrimSpace(raw)
	separator := s.split
	if strings.Contains(raw, "\n") {
		separator = "\n"
	}
	var list []string
	for item := range strings.SplitSeq(strings.Trim(raw, s.split+" "), separator) {
		list = append(list, strings.Trim(item, s.split+" \t\r"))
	}
	return list
}

// explain puts the source in front of what is wrong with its value.
func (at given) explain(err error) error {
	if f, ok := errors.AsType[*flaw](err); ok {
		return refused(f.hint, "%s: %s", at.source, f.what)
	}
	return err
}

func (v *values) duration(id settingID) (time.Duration, error) {
	text, err := v.text(id)
	if err != nil {
		return 0, err
	}
	return time.ParseDuration(text)
}

// need returns the values of the settings, asking for those that are missing.
func (v *values) need(ctx context.Context, ids ...settingID) ([]string, error) {
	var missing []settingID
	found := make([]string, len(ids))
	for i, id := range ids {
		value, err := v.text(id)
		if err != nil {
			return nil, err
		}
		if found[i] = value; value == "" {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	if v.process.Prompter == nil {
		return nil, v.missing(missing)
	}
	if err := v.ask(ctx, missing); err != nil {
		return nil, err
	}
	return v.need(ctx, ids...)
}

func (v *values) ask(ctx context.Context, ids []settingID) error {
	questions := make([]Question, len(ids))
	for i, id := range ids {
		questions[i] = table[id].question()
	}
	answers, err := v.process.Prompter.Ask(ctx, questions)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if v.answers[id], err = table[id].check(answers[i]); err != nil {
			return err
		}
	}
	return nil
}

// tip tells how to be asked no more.
func (v *values) tip() {
	if v.kept {
		return
	}
	var names []string
	for id := range table {
		if _, asked := v.answers[settingID(id)]; asked {
			names = append(names, table[id].env[0])
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(v.process.Err, "Tip: with %s in .env there is nothing to type\n", inWords(names))
	}
}

func (s *setting) question() Question {
	return Question{
		Title:       strings.ToUpper(s.name[:1]) + s.name[1:],
		Description: s.help,
		Offer:       s.offer,
		Secret:      s.secret,
		Check:       func(raw string) error { _, err := s.check(raw); return err },
	}
}

func (v *values) missing(ids []settingID) error {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = table[id].name + " (" + table[id].sources() + ")"
	}
	hint := "set it in the environment or in .env; `authcheck demo` needs no settings at all"
	if v.flags.Lookup(table[tokens].flag) != nil && !slices.Contains(ids, serviceKey) {
		hint = "set it in the environment or in .env, or give tokens of any provider with --token"
	}
	return refused(hint, "missing: %s", strings.Join(parts, ", "))
}
