package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario/phrase"
)

// Need returns the values of the settings, asking for those that are missing.
func (v *Values) Need(ctx context.Context, ids ...ID) ([]string, error) {
	var missing []ID
	found := make([]string, len(ids))
	for i, id := range ids {
		value, err := v.Text(id)
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
	if v.Process.Prompter == nil {
		return nil, v.missing(missing)
	}
	if v.elsewhere(missing) {
		fmt.Fprintln(v.Process.Err, "authcheck: there is no .env in this folder: what it would say is asked for")
	}
	if err := v.ask(ctx, missing); err != nil {
		return nil, err
	}
	return v.Need(ctx, ids...)
}

func (v *Values) ask(ctx context.Context, ids []ID) error {
	questions := make([]terminal.Question, len(ids))
	for i, id := range ids {
		questions[i] = Table[id].Question()
	}
	answers, err := v.Process.Prompter.Ask(ctx, questions)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if v.answers[id], err = Table[id].Check(answers[i]); err != nil {
			return err
		}
	}
	return nil
}

// Tip tells how to be asked no more.
func (v *Values) Tip() {
	if v.kept {
		return
	}
	var names []string
	for id := range Table {
		if _, asked := v.answers[ID(id)]; asked {
			names = append(names, Table[id].Env[0])
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(v.Process.Err, "Tip: with %s in .env there is nothing to type\n", wording.List(names))
	}
}

// Question asks for the setting.
func (s *Setting) Question() terminal.Question {
	return terminal.Question{
		Title:       phrase.Capital(s.Name),
		Description: s.Help,
		Secret:      s.Secret,
		Check:       func(raw string) error { _, err := s.Check(raw); return err },
	}
}

func (v *Values) missing(ids []ID) error {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = Table[id].Name + " (" + Table[id].Sources() + ")"
	}
	hint := "set it in the environment or in .env"
	if len(ids) > 1 {
		hint = "set them in the environment or in .env"
	}
	if v.elsewhere(ids) {
		hint += ", which this folder does not have"
	}
	if v.flags.Lookup(Table[Tokens].Flag) != nil && !slices.Contains(ids, ServiceKey) {
		hint += ", or give tokens of any provider with --token"
	} else {
		hint += "; `authcheck demo` needs no settings at all"
	}
	return failure.Refused(hint, "missing: %s", strings.Join(parts, ", "))
}

// elsewhere tells that nothing is set here, as where somebody is in another folder than they think.
func (v *Values) elsewhere(missing []ID) bool { return len(v.files) == 0 && len(missing) > 1 }

// NeedList returns the values of a list, asking for them where they are missing.
func (v *Values) NeedList(ctx context.Context, id ID) ([]string, error) {
	list, err := v.List(id)
	if err != nil || len(list) > 0 {
		return list, err
	}
	if v.Process.Prompter == nil {
		return nil, v.missing([]ID{id})
	}
	if err := v.ask(ctx, []ID{id}); err != nil {
		return nil, err
	}
	return v.List(id)
}
