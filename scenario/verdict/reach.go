package verdict

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// reached are the checks that rest on what was seen anyway.
func (c *court) reached() []result.Result {
	return slices.Concat(c.tokenSecret(), c.tokenAnonymous(), c.tokenKept(), c.tokenShown(), c.configKeys(), c.configOwner(), c.ownerMade(), c.headerKeys())
}

// special is a result that is judged here, where its check is wanted.
func (c *court) special(o catalog.Operation, judge func(*result.Result) judgement) []result.Result {
	r := blankResult(o, catalog.IdentityNamed(o.Only[0]))
	if !c.Settings.Has(r.ID) {
		return nil
	}
	j := judge(&r)
	r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
	return []result.Result{r}
}

// tokenSecret judges the secret that user 1's token is signed with.
func (c *court) tokenSecret() []result.Result {
	return c.special(catalog.TokenSecret, func(*result.Result) judgement {
		where := "User 1's token is signed with a secret that is published: " + c.Facts.Secret
		switch {
		case c.Facts.Secret == "":
			return judgement{catalog.Pass, "", "signed with no secret that is published"}
		case c.Facts.Local:
			return judgement{catalog.Note, catalog.TokenSecret.Crossing, where + "; the provider is on this machine"}
		}
		return judgedAs(catalog.TokenSecret.Crossing, where)
	})
}

// tokenAnonymous judges who may become a user of the project.
func (c *court) tokenAnonymous() []result.Result {
	return c.special(catalog.TokenAnonymous, func(*result.Result) judgement {
		switch {
		case c.Facts.Anonymous == nil:
			return judgement{catalog.Skip, "", "the provider does not say whether anonymous sign-ins are on"}
		case *c.Facts.Anonymous:
			return judgedAs(catalog.TokenAnonymous.Crossing, "anonymous sign-ins are on: anybody with the public key is a user")
		}
		return judgement{catalog.Pass, "", "anonymous sign-ins are off"}
	})
}

// tokenKept looks for users' own tokens in the records that they were shown. In a
// transcript, markers stand for them.
func (c *court) tokenKept() []result.Result {
	return c.special(catalog.TokenKept, func(r *result.Result) judgement {
		looked := false
		for _, e := range c.Exchanges {
			who := catalog.IdentityNamed(e.Identity)
			if !who.Login.Valid() || !e.OK() || !isRecord(e) {
				continue
			}
			looked = true
			if place := c.markerAt(e, who); place != "" {
				r.Evidence = c.evidence(trial{op: catalog.Named(e.Operation), id: who, answer: e, got: transcript.Admitted})
				r.Evidence.Expected, r.Evidence.Effect = "no token in it", who.Title+"'s own token is at "+place
				return judgedAs(catalog.TokenKept.Crossing, fmt.Sprintf("%s's own token is in the answer to %s %s, at %s", who.Title, e.Request.Method, e.Request.Path, place))
			}
		}
		if !looked {
			return judgement{catalog.Skip, "", "the users were shown nothing"}
		}
		return judgement{catalog.Pass, "", "no user's token was in what they were shown"}
	})
}

// isRecord tells a later look at what LangGraph keeps: a thread, a run, an assistant, a cron,
// a store item. What an answer repeats of its own request was not stored: a route of the
// server's own may do so, and the call that makes a thing.
func isRecord(e transcript.Exchange) bool {
	if e.Part == transcript.Before || e.Part == transcript.After {
		return true // readbacks
	}
	row := catalog.Named(e.Operation)
	return slices.Contains(stored, row.Resource) && row.Reads() && slices.Contains(looks, row.Oracle)
}

var (
	stored = []string{"threads", "runs", "assistants", "crons", "store"}
	looks  = []catalog.Oracle{catalog.Read, catalog.List, catalog.Stream}
)

// markerAt is where an answer has the token of its caller, "" for nowhere.
func (c *court) markerAt(e transcript.Exchange, who catalog.Identity) string {
	i := 0
	if who.Login == catalog.OtherUser {
		i = 1
	}
	if i >= len(c.Facts.Users) {
		return ""
	}
	marker := c.Facts.Users[i].TokenMark()
	if place := pathIn(e.Response.Body, marker); place != "" {
		return place
	}
	for n, event := range e.Response.Events {
		if place := pathIn(event.Data, marker); place != "" {
			return fmt.Sprintf("event %d: %s", n+1, place)
		}
	}
	return ""
}

// tokenShown looks for users' tokens in what others were shown. Who may have sent one of them is
// not looked at, and what routes of the server's own show is told there.
func (c *court) tokenShown() []result.Result {
	return c.special(catalog.TokenShown, func(r *result.Result) judgement {
		for _, e := range c.Exchanges {
			who := catalog.IdentityNamed(e.Identity)
			if e.Part == transcript.Route || !slices.Contains(known, who.Token) || c.allowed(who).Permits(catalog.Named(e.Operation)) {
				continue
			}
			if whose := c.shownToken(e, who.Token); whose != "" {
				r.Evidence = c.evidence(trial{op: catalog.Named(e.Operation), id: who, answer: e, got: transcript.Admitted})
				r.Evidence.Expected, r.Evidence.Effect = "no token in it", whose+"'s token is in the answer"
				return judgedAs(catalog.TokenShown.Crossing, fmt.Sprintf("%s's token is in the answer to %s of %s %s", whose, who.Title, e.Request.Method, e.Request.Path))
			}
		}
		return judgement{catalog.Pass, "", "nobody was shown another user's token"}
	})
}

// known are the tokens of callers who have no other user's.
var known = []catalog.TokenKind{"", catalog.OfUser1, catalog.OfUser2, catalog.Garbage, catalog.OfTutorial, catalog.AnonKey}

// shownToken is whose token an answer has that is not its caller's; "" for nobody's.
func (c *court) shownToken(e transcript.Exchange, own catalog.TokenKind) string {
	for i, user := range c.Facts.Users[:min(2, len(c.Facts.Users))] {
		if own != []catalog.TokenKind{catalog.OfUser1, catalog.OfUser2}[i] && e.Has(user.TokenMark()) {
			return user.Name
		}
	}
	return ""
}

// configKeys judges what the graph's schemas let clients say about who they are: where
// the record of user 2's own run names user 1, the server leaves it there. Whether the
// graph believes it is seen when it runs.
func (c *court) configKeys() []result.Result {
	keys := slices.DeleteFunc(slices.Clone(c.Facts.Declared), func(key string) bool { return !catalog.IdentityKey(key) })
	if len(keys) == 0 || c.Settings.RunGraph {
		return nil
	}
	o := catalog.ConfigKeys
	return c.special(o, func(r *result.Result) judgement {
		answers := c.attacks[r.ID]
		said := "the graph's schema declares " + strings.Join(keys, ", ")
		if len(answers) == 0 {
			return judgement{catalog.Skip, "", said + ", and it was not tried"}
		}
		t := trial{op: o, id: catalog.IdentityNamed(r.Identity), answer: answers[0], got: c.Outcome(o, answers[0], transcript.Exchange{})}
		r.Evidence = c.evidence(t)
		switch {
		case t.got == transcript.Denied:
			return c.ownRefusal(o, said+", and a run that sets it is refused: "+t.answer.Brief())
		case t.got != transcript.Admitted:
			return c.judgeSilence(t)
		case names(t.answer.Response.Body, keys, c.Facts.Users[0].Subject):
			return judgement{catalog.Warn, o.Crossing, said + ", and the server leaves there what the client says"}
		case showsConfig(t.answer.Response.Body):
			return judgement{catalog.Pass, "", said + ", and the server does not leave there what the client says"}
		}
		return judgement{catalog.Skip, "", said + ", and the run's record does not show its configuration"}
	})
}

// configOwner judges whose the server takes a run for whose configuration names user 1: the
// record of user 2's own run says so.
func (c *court) configOwner() []result.Result {
	o := catalog.ConfigOwner
	return c.special(o, func(r *result.Result) judgement {
		answers := c.attacks[r.ID]
		if len(answers) == 0 {
			return c.untriedOwner(o)
		}
		t := trial{op: o, id: catalog.IdentityNamed(r.Identity), answer: answers[0], got: c.Outcome(o, answers[0], transcript.Exchange{})}
		r.Evidence = c.evidence(t)
		switch {
		case t.got == transcript.Denied:
			return c.ownRefusal(o, "a run whose configuration names User 1 is refused: "+t.answer.Brief())
		case t.got != transcript.Admitted:
			return c.judgeSilence(t)
		}
		if key := c.stamped(t.answer); key != "" {
			r.Evidence.Effect = "metadata." + key + " of the run names User 1"
			return judgedAs(o.Crossing, "User 2's own run is recorded as User 1's (metadata."+key+"), as its configuration says")
		}
		if c.Facts.Stamp(t.answer) != transcript.OwnStamp {
			return judgement{catalog.Skip, "", "the run's record does not show whose it is"}
		}
		return judgement{catalog.Pass, "", "User 2's own run is not recorded as User 1's, whatever its configuration says"}
	})
}

// untriedOwner says why user 2 did not name user 1 in a run.
func (c *court) untriedOwner(o catalog.Operation) judgement {
	if !c.Facts.Learned {
		return judgement{catalog.Skip, "", "the metadata of threads does not show how the server remembers their owner"}
	}
	return c.untried(o, catalog.IdentityNamed(o.Only[0]))
}

// stamped is the key in the metadata of an answer under which the server has written that
// it is user 1's, where that tells the users apart.
func (c *court) stamped(e transcript.Exchange) string {
	var made struct {
		Metadata map[string]any `json:"metadata"`
	}
	if len(c.Facts.Users) < 2 || json.Unmarshal([]byte(e.Response.Body), &made) != nil {
		return ""
	}
	one, two := c.Facts.Users[0].Owned, c.Facts.Users[1].Owned
	for _, key := range slices.Sorted(maps.Keys(one)) {
		if value, ok := made.Metadata[key]; ok && reflect.DeepEqual(value, one[key]) && !reflect.DeepEqual(value, two[key]) {
			return key
		}
	}
	return ""
}

// ownerMade judges what the server makes an owner of: what is a part only of a user's
// address or ID may be another user's, too. That another one is there is not shown.
func (c *court) ownerMade() []result.Result {
	o := catalog.OwnerMade
	return c.special(o, func(*result.Result) judgement {
		users := c.Facts.Users
		isPart := func(u transcript.User) bool { return u.MadeOf != "" || u.Untold }
		switch {
		case !c.Facts.Learned || len(users) < 2:
			return judgement{catalog.Skip, "", "the metadata of threads does not show how the server remembers their owner"}
		case isPart(users[0]) && isPart(users[1]) && (users[0].Untold || users[1].Untold):
			return judgement{catalog.Skip, "", "it can't be told whether the owner is a part only of the users' addresses or IDs"}
		case users[0].MadeOf == "" || users[0].MadeOf != users[1].MadeOf:
			return judgement{catalog.Pass, "", "the owner is no part only of the users' addresses or IDs"}
		}
		return judgement{catalog.Warn, o.Crossing, "the server takes " + users[0].MadeOf + " for the owner, which other users may have as well"}
	})
}

// headerKeys says which headers the graph is given, where it was not asked what it makes of them.
func (c *court) headerKeys() []result.Result {
	handed := c.Settings.Project.HandedOn()
	if len(handed) == 0 || c.Settings.RunGraph {
		return nil
	}
	return c.special(catalog.HeaderKeys, func(*result.Result) judgement {
		return judgedAs(catalog.HeaderKeys.Crossing, "the graph is given the headers "+catalog.And(handed)+", which clients write: --run-graph asks it with user 1's ID in them")
	})
}

// names tells whether a JSON answer has one of the keys with the value, at any depth.
func names(body string, keys []string, value string) bool {
	tree, ok := transcript.JSON(body)
	return ok && value != "" && holdsKey(tree, keys, value)
}

func holdsKey(tree any, keys []string, value string) bool {
	switch node := tree.(type) {
	case []any:
		return slices.ContainsFunc(node, func(item any) bool { return holdsKey(item, keys, value) })
	case map[string]any:
		for key, child := range node {
			if child == value && slices.Contains(keys, key) || holdsKey(child, keys, value) {
				return true
			}
		}
	}
	return false
}

// showsConfig tells whether the record of a run has the configuration in it.
func showsConfig(body string) bool {
	tree, ok := transcript.JSON(body)
	return ok && hasConfig(tree)
}

func hasConfig(tree any) bool {
	node, _ := tree.(map[string]any)
	for key, child := range node {
		_, object := child.(map[string]any)
		if object && slices.Contains([]string{"config", "configurable", "context"}, key) || hasConfig(child) {
			return true
		}
	}
	return false
}
