package verdict

import (
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// overlaps judges what came of requests of two users that overlapped.
func (c *court) overlaps() []result.Result {
	var results []result.Result
	for _, pair := range catalog.ListPairs {
		if c.Settings.Deep || !pair.Check.Deep {
			results = append(results, c.overlap(pair.Check))
		}
	}
	for _, pair := range catalog.Pairs() {
		results = append(results, c.pair(pair))
	}
	for _, m := range catalog.Meetings {
		if c.Settings.Deep || !m.Check.Deep {
			results = append(results, c.meeting(m))
		}
	}
	if c.Settings.Deep {
		results = append(results, c.meeting(catalog.Crowd))
	}
	return slices.DeleteFunc(results, func(r result.Result) bool {
		return !c.Settings.Has(r.ID) || c.Facts.Things["thread_of_2"] == ""
	})
}

// overlap compares with what each user gets when nobody else is asking: on a server
// that keeps nobody apart, or finds nothing, overlapping proves nothing.
func (c *court) overlap(o catalog.Operation) result.Result {
	r := c.notOverlapped(o)
	answers := c.during(transcript.Overlap, o)
	if len(answers) > 0 {
		r.Verdict, r.Summary = catalog.Pass, "every answer belonged to its caller while requests of two users overlapped"
	}
	for _, answer := range answers {
		switch who := catalog.IdentityNamed(answer.Identity); {
		case answer.Status() == http.StatusUnprocessableEntity && !answer.IsPage():
			r.Verdict, r.Code, r.Summary = catalog.Skip, "", "the server does not take a search for the run's tag: "+answer.Brief()
		case !c.Facts.LetIn(o, answer):
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "no usable answer while requests overlapped: "+answer.Brief()
		case c.Facts.MixedUp(answer) && c.soundAlone(o):
			return c.mixedUp(r, o, answer, who.Title+" got an answer that belongs to the other user", "only what "+who.Title+" owns")
		case c.Facts.MixedUp(answer) && !slices.ContainsFunc(c.during(transcript.Alone, o), c.Facts.MixedUp):
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, who.Title+" got an answer that belongs to the other user, and there is no usable one with nothing else under way to compare with"
		case c.Facts.MixedUp(answer) && r.Verdict != catalog.Error:
			r.Verdict, r.Code, r.Summary = catalog.Skip, "", "the users' own things are not found by their tag even one at a time: nothing shows whose answer it is"
			if slices.ContainsFunc(c.during(transcript.Alone, o), c.Facts.ShowsOthers) {
				r.Summary = "the server does not keep the users' searches apart even one at a time"
			}
		}
	}
	return r
}

// notOverlapped is the result of a check of which there is nothing yet to judge.
func (c *court) notOverlapped(o catalog.Operation) result.Result {
	r := blankResult(o, catalog.IdentityNamed("other-user"))
	r.Verdict, r.Summary = catalog.Skip, "there was nothing to have overlap"
	if reason := c.Excuses[r.ID]; reason != "" {
		r.Summary = reason
	}
	return r
}

// during are the exchanges of a check in a part of the run.
func (c *court) during(part transcript.Part, o catalog.Operation) []transcript.Exchange {
	return slices.DeleteFunc(slices.Clone(c.other[part]), func(e transcript.Exchange) bool { return e.Operation != o.ID })
}

// mixedUp is a result with an answer that shows that users are taken for each other.
func (c *court) mixedUp(r result.Result, o catalog.Operation, answer transcript.Exchange, summary, expected string) result.Result {
	who := catalog.IdentityNamed(answer.Identity)
	r.Verdict, r.Code, r.Summary = catalog.Fail, o.FoundAs(), summary
	r.Evidence = c.evidence(trial{op: o, id: who, answer: answer, got: c.Outcome(o, answer, transcript.Exchange{})})
	r.Evidence.Expected = expected
	return r
}

// soundAlone tells whether each user got the own things one at a time.
func (c *court) soundAlone(o catalog.Operation) bool {
	alone := c.during(transcript.Alone, o)
	return len(alone) > 0 && !slices.ContainsFunc(alone, func(e transcript.Exchange) bool { return !c.Facts.LetIn(o, e) || c.Facts.MixedUp(e) })
}

// pair judges whose the things are that both users made at the same time. One is the
// other user's where its maker does not see it, the other user does, and what the maker
// makes alone is seen.
func (c *court) pair(pair catalog.Pair) result.Result {
	r := c.notOverlapped(pair.Check)
	made := c.during(transcript.Overlap, pair.Check)
	for _, e := range made {
		maker := catalog.IdentityNamed(e.Identity)
		id := c.Facts.Made(pair, e)
		switch own, known := c.isOwn(pair, maker, e, id); {
		case c.Outcome(pair.Check, e, transcript.Exchange{}) == transcript.NoAnswer:
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "no usable answer while requests overlapped: "+e.Brief()
			return r
		case id == "":
			r.Verdict, r.Summary = catalog.Skip, "it was not made while requests overlapped: "+e.Brief()
			return r
		case !known && c.looked(pair, maker, id) == lost:
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "its maker's look at it gets no usable answer"
			return r
		case !known:
			r.Verdict, r.Summary = catalog.Skip, "the server does not show whose it is"
			return r
		case !own:
			return c.notOwn(r, pair, maker, e)
		}
	}
	if len(made) > 0 {
		r.Verdict, r.Summary = catalog.Pass, "what each user made is in their own name while requests overlapped"
	}
	return r
}

// notOwn is the result for a thing that its maker does not see, and the other user does.
func (c *court) notOwn(r result.Result, pair catalog.Pair, maker catalog.Identity, e transcript.Exchange) result.Result {
	switch c.seenAlone(pair, maker) {
	case seen:
		return c.mixedUp(r, pair.Check, e, "what "+maker.Title+" made while requests overlapped belongs to the other user", "made in the name of "+maker.Title)
	case unseen:
		r.Verdict, r.Summary = catalog.Skip, "its maker does not see it, and does not see what was made alone either"
	default:
		r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "its maker does not see it, and there is no usable look at what was made alone to compare with"
	}
	return r
}

// sight is what came of a look at a thing.
type sight int

const (
	never  sight = iota // nobody looked
	lost                // without a usable answer
	unseen              // it is not there, or not shown
	seen
)

// sightOf tells what a look at a thing has shown.
func (c *court) sightOf(look catalog.Operation, e transcript.Exchange, id string) sight {
	usable := c.Facts.Usable(look, e)
	switch {
	case usable && e.Shows(id):
		return seen
	case usable, !e.IsPage() && (e.Status() == http.StatusNotFound || e.Status() == http.StatusForbidden):
		return unseen
	}
	return lost
}

// looked is what the maker's own look at a thing has shown that was made while requests
// overlapped.
func (c *court) looked(pair catalog.Pair, maker catalog.Identity, id string) (what sight) {
	for _, look := range c.during(transcript.Whose, pair.Check) {
		if look.Identity == maker.ID && strings.Contains(look.Request.Path+"?"+look.Request.Query, id) {
			what = c.sightOf(pair.Readbacks[0], look, id)
		}
	}
	return what
}

// isOwn tells whether a thing is its maker's: by looks at it, by lists, or else by what
// its answer says.
func (c *court) isOwn(pair catalog.Pair, maker catalog.Identity, e transcript.Exchange, id string) (own, known bool) {
	if id == "" {
		return false, false
	}
	mine := c.looked(pair, maker, id)
	others := slices.ContainsFunc(c.during(transcript.Whose, pair.Check), func(look transcript.Exchange) bool {
		return look.Identity != maker.ID && strings.Contains(look.Request.Path+"?"+look.Request.Query, id) && look.Shows(id)
	})
	if mine == seen || mine == unseen {
		return mine == seen, mine == seen || others
	}
	if pair.Check.Resource == "threads" {
		for _, list := range c.during(transcript.Overlap, catalog.Overlap) {
			if list.Identity == maker.ID && list.Shows(id) {
				return true, true
			}
		}
	}
	return c.Facts.Stamp(e) == transcript.OwnStamp, c.Facts.Stamp(e) == transcript.OwnStamp
}

// seenAlone is what its maker has seen of what was made with nothing else under way.
func (c *court) seenAlone(pair catalog.Pair, maker catalog.Identity) (what sight) {
	name := map[bool]string{false: pair.Thing, true: pair.Own}[maker.Login == catalog.OtherUser]
	for _, e := range c.during(transcript.Alone, pair.Check) {
		if e.Identity == maker.ID {
			what = max(what, c.sightOf(pair.Readbacks[0], e, c.Facts.Things[name]))
		}
	}
	return what
}

// meeting judges user 2's try while user 1 did the same rightly: who is let in then, and
// not alone, was taken for user 1.
func (c *court) meeting(m catalog.Meeting) result.Result {
	r := c.notOverlapped(m.Check)
	tried, other := catalog.Named(m.Of), catalog.IdentityNamed("other-user")
	for _, e := range c.during(transcript.Overlap, m.Check) {
		t := trial{op: tried, id: other, answer: e, control: c.control(tried)}
		t.got = c.Outcome(tried, e, t.control)
		switch alone := c.alone(m.Of, other); {
		case t.got == transcript.Crashed && c.deniedOtherwise(t):
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "crashed while requests overlapped, where everything else is denied otherwise: "+e.Brief()
		case refused(t.got):
			j := c.refusal(t, "denied while User 1's own call was under way: "+e.Brief())
			r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
		case t.got == transcript.NoAnswer || t.got == transcript.Redirected:
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "no usable answer while requests overlapped: "+e.Brief()
		case refused(alone):
			return c.mixedUp(r, m.Check, e, "User 2 was let in while User 1's own call was under way, and not alone", "denied")
		case alone == transcript.NoAnswer || alone == transcript.Redirected:
			r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "User 2 was let in while User 1's own call was under way, and there is no usable answer alone to compare with"
		default:
			r.Verdict, r.Summary = catalog.Skip, "User 2 is let in one at a time as well"
		}
	}
	return r
}

// alone is what an operation came to for a caller with nothing else under way.
func (c *court) alone(operation string, id catalog.Identity) transcript.Outcome {
	o := catalog.Named(operation)
	for _, e := range c.during(transcript.Alone, o) {
		if e.Identity == id.ID {
			return c.Outcome(o, e, c.control(o))
		}
	}
	if answers := c.attacks[catalog.Check(o.ID, id.ID)]; len(answers) > 0 {
		return c.Outcome(o, answers[0], c.control(o))
	}
	return transcript.NoAnswer
}

// refused tells who was not let in, on purpose or by a crash.
func refused(got transcript.Outcome) bool {
	return got == transcript.Denied || got == transcript.Crashed
}
