package settings

import (
	"strings"

	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
)

// Again is the flags of this command line that another command needs as well, each with a
// space in front. What is secret stays out of it.
func (v *Values) Again(ids ...ID) string { return v.AgainWith(ids) }

// AgainWith is the same with further flags, by their names.
func (v *Values) AgainWith(ids []ID, more ...string) string {
	var b strings.Builder
	add := func(flag, shown string) { b.WriteString(" --" + flag + " " + shown) }
	for _, id := range ids {
		if f := v.flags.Lookup(Table[id].Flag); f != nil && f.Changed {
			for _, value := range f.Value.(*settingFlag).given {
				add(f.Name, Table[id].shown(value))
			}
		}
	}
	for _, name := range append([]string{"project", "env-file"}, more...) {
		if value, asked := v.flag(name, ""); asked {
			add(name, word(value))
		}
	}
	return b.String()
}

// shown is what may be printed of a value that was given, as a word of a shell: the query of an
// address may be a key.
func (s *Setting) shown(value string) string {
	switch address, _, query := strings.Cut(value, "?"); {
	case s.Secret:
		return "…"
	case s.Value == "URL" && query:
		return word(address + "?…")
	}
	return word(value)
}

func word(text string) string { return phrase.ShellWord(report.OnTerminal(text)) }
