package probe

import (
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"authcheck/scenario/catalog"
)

// mostNested is how deep schemas are followed: they may refer to themselves.
const mostNested = 6

// resolve follows references, and takes the first of several that is not null.
func (d *document) resolve(s schema, depth int) schema {
	if depth > mostNested {
		return schema{}
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.resolve(d.Components.Schemas[name], depth+1).or(s)
	}
	for _, list := range [][]schema{s.AnyOf, s.OneOf} {
		for _, one := range list {
			if one = d.resolve(one, depth+1); one.Type != "null" {
				return one.or(s).oneOf(d.allOf(list, depth))
			}
		}
	}
	for _, part := range s.AllOf {
		s = s.with(d.resolve(part, depth+1))
	}
	return s
}

// allOf are all values that one of several schemas allows; nil where one of them allows any.
func (d *document) allOf(list []schema, depth int) (values []any) {
	for _, one := range list {
		one = d.resolve(one, depth+1)
		if one.Type != "null" && len(one.values()) == 0 {
			return nil
		}
		values = append(values, one.values()...)
	}
	return values
}

// oneOf is the schema with these values, where it has none but them; nil for any.
func (s schema) oneOf(values []any) schema {
	if values == nil && s.Example == nil && len(s.values()) > 0 {
		s.Example = s.values()[0]
	}
	s.Const, s.Enum = nil, values
	return s
}

// values are all that it allows; nil for any.
func (s schema) values() []any {
	if s.Const != nil {
		return []any{s.Const}
	}
	return slices.DeleteFunc(slices.Clone(s.Enum), func(one any) bool { return one == nil })
}

// or takes from another schema what this one does not say.
func (s schema) or(other schema) schema {
	if s.Default == nil {
		s.Default = other.Default
	}
	if s.Example == nil {
		s.Example = other.Example
	}
	return s
}

// with adds the properties of another schema.
func (s schema) with(other schema) schema {
	if s.Type == "" {
		s.Type = other.Type
	}
	if len(s.values()) == 0 {
		s.Const, s.Enum = nil, other.values()
	}
	all := map[string]schema{}
	for _, properties := range []map[string]schema{other.Properties, s.Properties} {
		for name, property := range properties {
			all[name] = property
		}
	}
	s.Properties, s.Required, s.AllOf = all, slices.Concat(s.Required, other.Required), nil
	return s
}

// plain is what the catalog needs of it.
func (s schema) plain() catalog.Schema {
	c := catalog.Schema{Type: string(s.Type), Format: s.format(), Most: int64(s.Maximum), Least: int64(s.Minimum), Default: s.Default, Enum: s.values()}
	examples, _ := s.Examples.([]any)
	for _, list := range [][]any{s.values(), {s.Example}, examples, {s.Default}} {
		if c.Example == nil && len(list) > 0 {
			c.Example = list[0]
		}
	}
	return c
}

// idLength is how long an ID is.
const idLength = 36

// format is the format of a value, or what its shape shows: IDs are told by patterns, too.
func (s schema) format() string {
	if s.Format != "" || s.Type != "string" {
		return s.Format
	}
	pattern, err := regexp.Compile(s.Pattern)
	if s.MinLength == idLength && s.MaxLength == idLength || s.Pattern != "" && err == nil && pattern.MatchString(uuid.Nil.String()) && !pattern.MatchString("authcheck") {
		return "uuid"
	}
	return ""
}

// value is a value that a schema allows: what is required, and what sounds like whose
// things are meant. An object without a word about its properties gets the usual ones.
func (d *document) value(p catalog.Parameter, s schema, depth int) any {
	s = d.resolve(s, 0)
	switch {
	case depth > mostNested:
		return nil
	case s.Type == "array" && s.Items != nil:
		one := d.value(p, *s.Items, depth+1)
		if one == "{conversations}" {
			one = "{conversation}"
		}
		return []any{one}
	case s.Type == "array":
		return []any{}
	case s.Type == "object" || len(s.Properties) > 0 || depth == 0:
		return d.object(s, depth)
	}
	p.Schema = s.plain()
	return p.Value()
}

func (d *document) object(s schema, depth int) any {
	filled := map[string]any{}
	for name, property := range s.Properties {
		p := catalog.Parameter{Name: name}
		if slices.Contains(s.Required, name) || p.Identifies() && (property.Type != "array" || property.Items != nil) {
			filled[name] = d.value(p, property, depth+1)
		}
	}
	if depth == 0 && len(s.Properties) == 0 {
		for _, name := range usual {
			filled[name] = catalog.Parameter{Name: name}.Value()
		}
	}
	return filled
}

// usual are the names by which undocumented bodies ask.
var usual = []string{"thread_id", "user_id"}
