package transcript

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"authcheck/scenario/catalog"
)

// Sent are the texts that a request holds, in path, query and body, the longest first:
// what is in an answer because it was asked for is no proof. Short ones stand anywhere by chance.
func (e Exchange) Sent() []string {
	var texts []string
	for segment := range strings.SplitSeq(e.Request.Path, "/") {
		if plain, err := url.PathUnescape(segment); err == nil {
			texts = append(texts, plain)
		}
	}
	query, _ := url.ParseQuery(e.Request.Query)
	for _, values := range query {
		texts = append(texts, values...)
	}
	if body, ok := JSON(string(e.Request.Body)); ok {
		texts = append(texts, leaves(body)...)
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return len(text) < shortest })
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return texts
}

// leaves are the texts of a JSON value.
func leaves(value any) (texts []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, item := range v {
			texts = append(texts, leaves(item)...)
		}
	case map[string]any:
		for _, item := range v {
			texts = append(texts, leaves(item)...)
		}
	}
	return texts
}

// Betrays names what of user 1 an answer shows: the canary, or an ID, the subject or the
// e-mail address of user 1 that the caller did not send; "" for nothing. What belongs to
// resources that are shared on purpose does not count.
func (f Facts) Betrays(e Exchange, sent, shared []string) string {
	if e.Response == nil {
		return ""
	}
	if f.Leaks(e) && !f.isShared(e, shared) {
		return "User 1's data"
	}
	return e.shownOf(f.marks(shared), sent)
}

// BetraysAny names what of either user an answer to somebody else shows.
func (f Facts) BetraysAny(e Exchange, sent, shared []string) string {
	if e.Response == nil {
		return ""
	}
	return cmp.Or(f.Betrays(e, sent, shared), e.shownOf(f.marksOf2(shared), sent))
}

// shownOf names the first of the marks in an answer that the caller did not send.
func (e Exchange) shownOf(marks []mark, sent []string) string {
	sent = slices.Concat(sent, e.Sent())
	for _, mark := range marks {
		if e.Response.holds(mark.text) && !isSaid(sent, mark.text) {
			return mark.name
		}
	}
	return ""
}

// isSaid tells whether a caller has said something, as it is or encoded.
func isSaid(sent []string, what string) bool {
	return slices.ContainsFunc(append(sent, Decode(sent...)), func(text string) bool { return strings.Contains(text, what) })
}

// isShared tells a canary that may be that of a thing that is shared, as the answer shows one.
// Where something else of user 1 was asked for, it is that one's.
func (f Facts) isShared(e Exchange, shared []string) bool {
	return !f.asksForOther(e, shared) && slices.ContainsFunc(shared, func(resource string) bool {
		return slices.ContainsFunc(catalog.OwnThings[resource], func(name string) bool { return f.Things[name] != "" && e.Response.holds(f.Things[name]) })
	})
}

// asksForOther tells a request for a thing of user 1 of a kind that is not shared.
func (f Facts) asksForOther(e Exchange, shared []string) bool {
	sent := e.Sent()
	for kind, resources := range kinds {
		if slices.ContainsFunc(resources, func(resource string) bool { return slices.Contains(shared, resource) }) {
			continue
		}
		for name, id := range f.Things {
			if begin, _, _ := strings.Cut(name, "_"); begin == kind && !strings.HasSuffix(name, "_of_2") && slices.Contains(sent, id) {
				return true
			}
		}
	}
	return false
}

// kinds are how the names of user 1's things begin, with the resources that share them.
var kinds = map[string][]string{"thread": {"threads"}, "checkpoint": {"threads"}, "run": {"threads", "runs"}, "assistant": {"assistants"}, "cron": {"crons"}}

// NamesOwner tells an answer with user 1's e-mail address, which its caller did not send.
func (f Facts) NamesOwner(e Exchange) bool {
	if e.Response == nil || len(f.Users) < 2 {
		return false
	}
	email := f.Users[0].Email
	return len(email) >= shortest && email != f.Users[1].Email && !slices.Contains(e.Sent(), email) && e.Response.holds(email) &&
		!e.Has(f.Users[0].TokenMark()) // which has the address in it, and is worse
}

// Has tells whether a text stands in an answer, in its headers and encoded, too.
func (e Exchange) Has(text string) bool {
	return e.Response != nil && e.Response.anywhere(func(whole string) bool { return strings.Contains(whole, text) })
}

type mark struct{ name, text string }

// marks are what user 1 is known by: the IDs that servers choose, subject and e-mail address.
func (f Facts) marks(shared []string) []mark {
	var marks []mark
	for _, resource := range []string{"threads", "assistants", "crons"} {
		for _, name := range catalog.OwnThings[resource] {
			if id := f.Things[name]; uuids.MatchString(id) && !slices.Contains(shared, resource) {
				marks = append(marks, mark{"an ID of User 1's " + resource, id})
			}
		}
	}
	for _, run := range catalog.Runs {
		if id := f.Things[run.Name]; uuids.MatchString(id) && !slices.Contains(shared, "runs") && !slices.Contains(shared, "threads") { // whose handlers guard them
			marks = append(marks, mark{"an ID of User 1's runs", id})
		}
	}
	if len(f.Users) < 2 {
		return marks
	}
	one, two := f.Users[0], f.Users[1]
	for _, m := range []mark{{"User 1's ID", one.Subject}, {"User 1's e-mail address", one.Email}, {"User 1's token", one.TokenMark()}} {
		if len(m.text) >= shortest && m.text != two.Subject && m.text != two.Email {
			marks = append(marks, m)
		}
	}
	return marks
}

// marksOf2 are what user 2 is known by.
func (f Facts) marksOf2(shared []string) []mark {
	var marks []mark
	for _, of := range [][2]string{{"threads", "thread_of_2"}, {"assistants", "assistant_of_2"}, {"crons", "cron_of_2"}} {
		if id := f.Things[of[1]]; uuids.MatchString(id) && !slices.Contains(shared, of[0]) {
			marks = append(marks, mark{"an ID of User 2's " + of[0], id})
		}
	}
	if len(f.Users) < 2 {
		return marks
	}
	for _, m := range []mark{{"User 2's ID", f.Users[1].Subject}, {"User 2's e-mail address", f.Users[1].Email}, {"User 2's token", f.Users[1].TokenMark()}} {
		if len(m.text) >= shortest {
			marks = append(marks, m)
		}
	}
	return marks
}

// OwnedBy are the IDs of threads, runs and crons that a list shows as a user's:
// beside the subject, or what the server writes on what is theirs.
func (e Exchange) OwnedBy(u User) (ids []string) {
	list, _ := JSON(e.Response.Body)
	items, _ := list.([]any)
	for _, item := range items {
		thing, _ := item.(map[string]any)
		texts := leaves(item)
		if len(u.Subject) < shortest || !slices.Contains(texts, u.Subject) && !slices.Contains(texts, u.owner()) {
			continue
		}
		for _, name := range []string{"thread_id", "run_id", "cron_id"} {
			if id, _ := thing[name].(string); uuids.MatchString(id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// Tells tells whether an answer shows an ID that the caller did not send.
func (e Exchange) Tells(id string) bool {
	return e.Response.holds(id) && !slices.Contains(e.Sent(), id)
}

// holds tells whether a text stands in an answer; one that is no UUID as a word of its own.
func (r *Response) holds(text string) bool {
	if uuids.MatchString(text) {
		return r.shows(text)
	}
	return r.anywhere(func(whole string) bool { return hasWord(whole, text) })
}

// hasWord tells whether a word stands in a text that is no part of a longer name or address.
func hasWord(text, word string) bool {
	for from := 0; word != ""; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		at := from + i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !inName(before) && !strings.ContainsRune(".+-", before) && !inName(after) {
			return true
		}
		from = at + 1
	}
	return false
}

func inName(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) || c == '@' }

var emails = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+|«email:[^»]*»`)

// People tells an answer that shows several IDs or e-mail addresses which the caller did
// not send, whoever's: prices and news have IDs, too. The links of a web page are none.
func (e Exchange) People() bool {
	if e.Response == nil || e.IsPage() {
		return false
	}
	body := e.Response.Body
	shown := uuids.FindAllString(body, -1)
	if strings.Contains(body, "@") || strings.Contains(body, "«email:") { // looking for addresses takes longer
		shown = append(shown, emails.FindAllString(body, -1)...)
	}
	first, sent := "", e.Sent()
	for _, text := range shown {
		switch {
		case text == first, slices.Contains(sent, text):
		case first != "":
			return true
		default:
			first = text
		}
	}
	return false
}
