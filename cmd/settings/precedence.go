package settings

import "authcheck/cmd/failure"

// rank orders the places where a setting is given; the lower one counts.
type rank int

const (
	byFlag rank = iota
	byEnvironment
	byFile
	nowhere
)

func (v *Values) rank(s *Setting) rank {
	if f := v.flags.Lookup(s.Flag); s.Flag != "" && f != nil && f.Changed {
		return byFlag
	}
	if at, ok := v.find(s); ok {
		return at.from
	}
	return nowhere
}

// TokenWay is the one of several ways of giving tokens that counts: flags come before
// the environment, that before the .env file. It is -1 where none is given.
func (v *Values) TokenWay(ways []ID) (ID, error) {
	best, way := nowhere, ID(-1)
	for _, id := range ways {
		from := v.rank(&Table[id])
		if from == byFlag && best == byFlag {
			return way, failure.Refused("give the one that counts", "--%s and --%s are two ways of giving tokens", Table[way].Flag, Table[id].Flag)
		}
		if from < best {
			best, way = from, id
		}
	}
	return way, nil
}

// Place says where the value of a setting was found, and that a file has another one;
// ok is false where none was given.
func (v *Values) Place(id ID) (where string, ok bool) {
	s := &Table[id]
	at, ok := v.find(s)
	_, typed := v.answers[id]
	switch {
	case typed:
		where, ok = "the prompt", true
	case v.rank(s) == byFlag:
		where, ok = "--"+s.Flag, true
	case !ok:
		where = "the default"
	case at.from == byEnvironment:
		where = at.source + " in the environment" + v.before(s, at)
	default:
		where = at.source + v.before(s, at)
	}
	if _, key, err := v.value(id); err == nil && key != "" {
		where += ", with " + key + " of " + v.Project.File
	}
	return where, ok
}

// From names where the value of a setting was found, for a hint: as Place does; where nothing
// was given, what sets it. The values may be nil.
func (v *Values) From(id ID) string {
	if v == nil {
		return Table[id].Sources()
	}
	if _, typed := v.answers[id]; typed {
		return "what was typed at the prompt"
	}
	if where, ok := v.Place(id); ok {
		return where
	}
	return Table[id].Sources()
}

// before names the file that has another value, which does not count.
func (v *Values) before(s *Setting, at given) string {
	for _, file := range v.files {
		name := file.gives(s, s.names())
		if name != "" && file.pairs[name] != at.raw {
			return ", which comes before another value in " + file.name
		}
	}
	return ""
}
