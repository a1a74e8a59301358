package verdict

import (
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// exchanged is an exchange of a check in a part of the run.
type exchanged struct {
	part  transcript.Part
	check string
	transcript.Exchange
}

// TestMixUps: what is somebody else's while requests overlap is a mix-up beside what each user
// gets alone. Where that was lost, there is nothing to compare with.
func TestMixUps(t *testing.T) {
	const list, read, pair = "threads.overlap/", "threads.overlap-read/other-user", "assistants.overlap-create/"
	const overlap, alone, whose = transcript.Overlap, transcript.Alone, transcript.Whose
	listOf := func(id string) transcript.Exchange { return says(200, `[{"thread_id":"`+id+`"}]`) }
	lists := func(more ...exchanged) []exchanged {
		return append([]exchanged{{overlap, list + "owner", listed}, {overlap, list + "other-user", listed}}, more...)
	}
	met := func(got transcript.Exchange, more ...exchanged) []exchanged {
		return append([]exchanged{{overlap, read, got}, {transcript.Attack, "threads.history-post/owner", says(200, `[{"values":"`+canary+`"}]`)}}, more...)
	}
	made := func(id string) transcript.Exchange { return says(200, `{"assistant_id":"`+id+`"}`) }
	look := func(e transcript.Exchange, id string) transcript.Exchange {
		e.Request.Path = "/assistants/" + id
		return e
	}
	swapped := func(more ...exchanged) []exchanged { // user 1 made what user 2 sees
		return append([]exchanged{{overlap, pair + "owner", made(mine)}, {whose, pair + "other-user", look(made(mine), mine)}}, more...)
	}
	lost := says(502, "")
	for name, test := range map[string]struct {
		check string
		had   []exchanged
		want  string
	}{
		"lists, right alone":               {list + "other-user", lists(exchanged{alone, list + "owner", listed}, exchanged{alone, list + "other-user", listOf(theirs)}), "fail identity-mixed-up"},
		"lists, wrong alone":               {list + "other-user", lists(exchanged{alone, list + "owner", listed}, exchanged{alone, list + "other-user", listed}), "skip "},
		"lists, lost alone":                {list + "other-user", lists(exchanged{alone, list + "owner", listed}, exchanged{alone, list + "other-user", lost}), "error undecided"},
		"lists, crashed alone":             {list + "other-user", lists(exchanged{alone, list + "owner", listed}, exchanged{alone, list + "other-user", crash}), "error undecided"},
		"lists, not asked alone":           {list + "other-user", lists(), "error undecided"},
		"one list wrong alone, one lost":   {list + "other-user", lists(exchanged{alone, list + "owner", lost}, exchanged{alone, list + "other-user", listed}), "skip "},
		"let in, and not alone":            {read, met(says(200, `[]`), exchanged{transcript.Attack, "threads.history-post/other-user", none}), "fail identity-mixed-up"},
		"let in, and crashed alone":        {read, met(says(200, `[]`), exchanged{transcript.Attack, "threads.history-post/other-user", crash}), "fail identity-mixed-up"},
		"let in, alone as well":            {read, met(says(200, `[]`), exchanged{transcript.Attack, "threads.history-post/other-user", says(200, `[]`)}), "skip "},
		"let in, lost alone":               {read, met(says(200, `[]`), exchanged{transcript.Attack, "threads.history-post/other-user", lost}), "error undecided"},
		"let in, not tried alone":          {read, met(says(200, `[]`)), "error undecided"},
		"denied":                           {read, met(none), "pass "},
		"crashed, where others are denied": {read, met(crash, exchanged{transcript.Attack, "threads.get/other-user", none}), "error undecided"},
		"crashed, as everywhere":           {read, met(crash, exchanged{transcript.Attack, "threads.get/other-user", crash}), "pass "},
		"made, seen alone":                 {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(none, mine)}, exchanged{alone, pair + "owner", made(mine)}), "fail identity-mixed-up"},
		"made, not seen alone either":      {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(none, mine)}, exchanged{alone, pair + "owner", none}), "skip "},
		"made, look alone lost":            {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(none, mine)}, exchanged{alone, pair + "owner", lost}), "error undecided"},
		"made, look alone crashed":         {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(none, mine)}, exchanged{alone, pair + "owner", crash}), "error undecided"},
		"made, not made alone":             {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(none, mine)}), "error undecided"},
		"made, its maker's look lost":      {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(lost, mine)}), "error undecided"},
		"made, its maker's look crashed":   {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(crash, mine)}), "error undecided"},
		"made, its maker's look a page":    {pair + "other-user", swapped(exchanged{whose, pair + "owner", look(page(says(200, mine)), mine)}), "error undecided"},
		"made, and nobody looked":          {pair + "other-user", []exchanged{{overlap, pair + "owner", made(mine)}}, "skip "},
	} {
		run := bench()
		run.Facts.Graph = "agent"
		for _, e := range test.had {
			add(run, e.part, e.check, e.Exchange)
		}
		if got := verdictOf(run, test.check); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestLookalike: a namespace whose name begins alike is user 2's where user 1 is refused there,
// and user 2 is in user 1's.
func TestLookalike(t *testing.T) {
	const check = "store.get-lookalike/"
	item, lost := says(200, `null`), says(502, "")
	for name, test := range map[string]struct {
		other, owner, plain transcript.Exchange
		want                string
	}{
		"taken for the owner's":   {item, none, none, "warn store-shared"},
		"by crashes":              {item, crash, crash, "warn store-shared"},
		"nobody's":                {item, item, none, "skip "},
		"open to all":             {item, none, item, "skip "},
		"denied":                  {none, none, none, "pass "},
		"user 1's was lost":       {item, lost, none, "error undecided"},
		"user 1 was not answered": {item, broken, none, "error undecided"},
		"the plain one was lost":  {item, none, lost, "error undecided"},
		"the plain one not tried": {item, none, transcript.Exchange{}, "skip "},
	} {
		run := bench()
		add(run, transcript.Attack, check+"other-user", test.other)
		add(run, transcript.Attack, check+"owner", test.owner)
		add(run, transcript.Attack, "store.get/other-user", test.plain)
		add(run, transcript.Attack, "store.get/owner", leak)
		if got := verdictOf(run, catalog.Check("store.get-lookalike", "other-user")); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
