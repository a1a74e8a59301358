package verdict

import (
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// reversed judges user 1, who may be the one that sees too much, by lists that were asked for anyway.
func (c *court) reversed() []result.Result {
	var results []result.Result
	for _, list := range catalog.ReversedLists {
		o, id := list.Operation(), catalog.IdentityNamed("reversed")
		r := blankResult(o, id)
		look, looked := c.after[list.Resource]
		if !looked || c.Facts.Things[list.Thing] == "" || !c.Settings.Has(r.ID) || !c.Facts.LetIn(catalog.Readbacks[list.Resource], look) {
			continue
		}
		j := judgement{catalog.Pass, "", "nothing of User 2 in User 1's list"}
		switch shown := c.shows2(list.Resource); {
		case shown && c.allowed(id).Permits(o):
			j = judgement{catalog.Note, "", "allowed: things of User 2 are in User 1's list"}
		case shown:
			j = judgement{catalog.Fail, o.FoundAs(), "things of User 2 are in User 1's list"}
		}
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
		r.Evidence = c.evidence(trial{op: o, id: id, answer: look})
		r.Evidence.Whose, r.Evidence.Expected = "User 2", "only what is User 1's"
		results = append(results, r)
	}
	return results
}

// shows2 tells whether user 1's list of a resource shows what user 2 has made without any trick.
func (c *court) shows2(resource string) bool {
	return slices.ContainsFunc(catalog.ReversedLists, func(list catalog.ReversedList) bool {
		look, id := c.after[list.Resource], c.Facts.Things[list.Thing]
		return list.Resource == resource && id != "" && look.OK() && look.Tells(id)
	})
}
