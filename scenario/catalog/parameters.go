package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// Parameter is something that a route asks for.
type Parameter struct {
	Name   string
	Near   string // the path segment before it: "/threads/{id}" asks for a thread
	InPath bool   // it names the thing that a route is about
	Schema Schema
}

// Schema is what the server documents of a value, as far as it is of use here.
type Schema struct {
	Type    string
	Format  string
	Example any   // an example, a default, a constant or the first of an enumeration
	Default any   // what it is where it is left out
	Enum    []any // all that it may be; nil: anything
	Most    int64 // maximum of a number; 0: none is said
	Least   int64 // minimum
}

// identifying are the texts that belong to user 1.
var identifying = []string{"conversation", "conversations", "run", "assistant", "cron", "checkpoint", "subject", "email", "owner", "dotted", "key"}

// sounds says what of user 1 a name asks for. The first row that matches counts; names
// are compared in lower case and without separators.
var sounds = []struct {
	name  *regexp.Regexp
	value string // a text of the run in braces, or a text
}{
	{regexp.MustCompile(`e?mail(address)?$`), "{email}"},
	{regexp.MustCompile(`^(thread|conversation|chat|session)?(ids|uuids|idlist)$`), "{conversations}"},
	{regexp.MustCompile(`^(thread|conversation|chat|session|dialogue?)s?(id|uuid)?$|threadid$|conversationid$|chatid$`), "{conversation}"},
	{regexp.MustCompile(`^runs?(id)?$|runid$`), "{run}"},
	{regexp.MustCompile(`^(assistant|agent)s?(id)?$|assistantid$`), "{assistant}"},
	{regexp.MustCompile(`^cronjobs?(id)?$|^crons?(id)?$`), "{cron}"},
	{regexp.MustCompile(`^checkpoints?(id)?$`), "{checkpoint}"},
	{regexp.MustCompile(`^(user|usr|uid|who|whom|sub|subject|member|account|profile|principal|identity|auth|login)s?(id|uuid|name)?$|(user|account|member)(id|name)$|^(assignee|assignedto|recipient|sender|viewer|participant|requester|requestedby|person|patient|student|employee|actor|for|by|onbehalfof|asuser|foruser|byuser)(id)?$`), "{subject}"},
	{regexp.MustCompile(`^(owner|createdby|author|tenant|org|organi[sz]ation|team|workspace|group|company|customer|client|project)s?(id|uuid|name)?$|(owner|tenant|org|organi[sz]ation|team|workspace|customer)id$`), "{owner}"},
	{regexp.MustCompile(`^namespace(prefix)?$`), "{dotted}"},
	{regexp.MustCompile(`^(item)?key$`), "{key}"},
	{regexp.MustCompile(`^(q|query|search|searchterm|keyword|keywords|term|text|filter|contains)$`), SearchText},
	{regexp.MustCompile(`^(limit|size|pagesize|perpage|count|top|first|maxresults)$`), mostListed},
}

// SearchText is what searches are asked for: it stands in every canary, and is none.
const SearchText = "canary"

// mostListed is how much lists are asked for.
const mostListed = "100"

var separators = regexp.MustCompile(`[^a-z0-9]`)

// pages are places in a list, which may be IDs, too.
var pages = regexp.MustCompile(`^(after|before|since|until|from|cursor|last|next|start|page)`)

// Identifies tells whether a name sounds like whose things are meant, or how many, or a value
// looks like it: then it is sent even where it may be left out.
func (p Parameter) Identifies() bool {
	return p.sound() != "" || p.Schema.isID() && !pages.MatchString(plainName(p.Name))
}

func plainName(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "") }

// sound is what a name asks for, or else the one before it in the path.
func (p Parameter) sound() string {
	names := []string{plainName(p.Name), plainName(p.Near)}
	if slices.Contains([]string{"id", "uuid", "name", "slug"}, names[0]) && p.Near != "" {
		names = names[1:]
	}
	for _, name := range names {
		for _, row := range sounds {
			if row.name.MatchString(name) && !(p.Schema.isID() && slices.Contains(noIDs, row.value)) {
				return row.value
			}
		}
	}
	return ""
}

// noIDs are what no ID can stand for.
var noIDs = []string{"{email}", "{dotted}", "{key}", "{conversations}", SearchText, mostListed}

// isID tells values that are IDs, by their format.
func (s Schema) isID() bool { return s.Format == "uuid" || s.Format == "uuid4" }

// Text is what is sent for a parameter of a path, a query or a header.
func (p Parameter) Text() string {
	switch value := p.Value().(type) {
	case string:
		return value
	case nil:
		return ""
	default:
		return string(encode(value))
	}
}

// Value is what is sent for it in a body: what its name asks for, else any value that
// the schema allows.
func (p Parameter) Value() any {
	sound, s := p.sound(), p.Schema
	number := s.Type == "integer" || s.Type == "number"
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case sound == mostListed && (number || s.Type == ""):
		return s.bounded(100)
	case sound != "" && !number && s.Type != "boolean":
		return sound
	case s.Example != nil:
		return s.Example
	case number:
		return s.bounded(1)
	case s.Type == "boolean":
		return true
	}
	return s.text(p)
}

func (s Schema) bounded(n int64) int64 {
	if s.Most != 0 {
		n = min(n, s.Most)
	}
	return max(n, s.Least)
}

// text is a text of the format; what is called an ID without a word about whose is
// asked for a thread.
func (s Schema) text(p Parameter) string {
	switch s.Format {
	case "date":
		return "2026-01-01"
	case "date-time":
		return "2026-01-01T00:00:00Z"
	case "uri", "url":
		return "http://localhost/"
	}
	if s.isID() || p.InPath && s.Format == "" || strings.HasSuffix(strings.ToLower(p.Name), "id") {
		return "{conversation}"
	}
	return MadeBy
}

// Parameters by which lists are asked for more than the caller's own, or for no more.
var (
	widens  = regexp.MustCompile(`^((include|show|list|with|view|as|is|see)?(all|any|every|everyone|everybody|everything|other|others|global|admin|shared|public|private|team|org|organi[sz]ation|workspace|tenant|hidden|foreign)(users|threads|conversations|items|owners)?|unfiltered|impersonate|sudo|superuser)$`)
	narrows = regexp.MustCompile(`^(only)?(mine|my|own|me|self|personal|user|owned)(only|threads|conversations|items)?$|^(filter|restrict|limit)(by|to)(user|owner|me)$`)
	reach   = regexp.MustCompile(`^(scope|include|includes|view|visibility|access|audience|range|show|mode|level|perspective|folder|mailbox|box|inbox|tab|section|feed|channel|bucket)$`)
)

// Wider is a value that may ask for more than the caller's own; ok is false where nothing of
// the kind can be asked.
func (p Parameter) Wider() (value string, ok bool) {
	name, s := plainName(p.Name), p.Schema
	switch {
	case len(s.Enum) > 0:
		return s.wider()
	case s.Type == "boolean" && narrows.MatchString(name):
		return "false", true
	case s.Type == "boolean" && widens.MatchString(name):
		return "true", true
	case s.Type == "integer" && widens.MatchString(name):
		return "1", true
	case s.Type == "string" || s.Type == "":
		if widens.MatchString(name) && p.sound() == "" {
			return "true", true
		}
		return "all", reach.MatchString(name)
	}
	return "", false
}

// expressions are how filters and places in lists name whose things are meant, by what they are called.
var expressions = []struct {
	name   *regexp.Regexp
	values []string
}{
	{regexp.MustCompile(`^(filters?|where|criteria|conditions?|expression|rsql|fq)$`),
		[]string{"{owner_key}:{owner}", "{owner_key} eq '{owner}'", `{"{owner_key}":"{owner}"}`}},
	{regexp.MustCompile(`^(q|query|search)$`), []string{"{owner_key}:{owner}"}},
	{regexp.MustCompile(`^((next|start|page)?(cursor|token|key)|continuation(token)?|(starting)?after|(ending)?before|bookmark)$`),
		[]string{"{cursor}", "{cursor_id}"}},
}

// Further are more values that are not sent otherwise: expressions that name user 1, or those of
// an enumeration that are neither what it is where it is left out, nor sound wider, or narrow.
func (p Parameter) Further(sent string) (values []string) {
	wider, _ := p.Wider()
	for _, row := range expressions {
		if s := p.Schema; s.Enum == nil && (s.Type == "string" || s.Type == "") && !p.InPath && s.Format == "" && row.name.MatchString(plainName(p.Name)) {
			return row.values
		}
	}
	for _, text := range p.Values() {
		if text != p.Schema.Default && text != sent && text != wider && !narrows.MatchString(plainName(text)) && !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	return values
}

// Values are all that a parameter may be, where it is one of a few.
func (p Parameter) Values() (values []string) {
	for _, one := range p.Schema.Enum {
		text, isText := one.(string)
		if !isText && one != nil {
			text = string(encode(one))
		}
		if one != nil {
			values = append(values, text)
		}
	}
	return values
}

// WiderOrNaming is such a value, or else who user 1 is, where whose things are meant.
func (p Parameter) WiderOrNaming() (value string, ok bool) {
	if value, ok = p.Wider(); ok {
		return value, true
	}
	text := p.Schema.Type == "string" || p.Schema.Type == ""
	value = p.sound()
	return value, text && slices.Contains([]string{"{subject}", "{owner}", "{email}"}, value)
}

// wider is one of several values that sounds wider than the others: by itself, or as another
// sounds narrow.
func (s Schema) wider() (value string, ok bool) {
	narrow := false
	for _, sounds := range []*regexp.Regexp{widens, narrows} {
		for _, one := range s.Enum {
			text, isText := one.(string)
			if !isText || !sounds.MatchString(plainName(text)) {
				continue
			}
			if sounds == widens && one != s.Default {
				return text, true
			}
			narrow = narrow || sounds == narrows
		}
	}
	for _, one := range s.Enum {
		if text, isText := one.(string); narrow && isText && one != s.Default && !narrows.MatchString(plainName(text)) {
			return text, true
		}
	}
	return "", false
}
