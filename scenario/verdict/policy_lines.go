package verdict

import (
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// told is what is known of a line of the policy: whether anything was tried that it allows, and
// whether that was decided.
type told struct{ asked, decided bool }

func (c *court) fits(line catalog.Allowance) bool {
	return line.Who.Fits(c.Settings.Relation.Visitor, c.Settings.Relation.Owner)
}

// tell notes what the results of a pair of users say of the lines that are about them.
func (c *court) tell(lines []told, results []result.Result) {
	for i, line := range c.policy.Allow {
		if !c.fits(line) || !c.begun() {
			continue
		}
		alone := catalog.Allowed{line}
		for _, r := range results {
			if r.Identity == "other-user" && alone.Permits(catalog.Named(r.Operation)) {
				lines[i].asked = true
				lines[i].decided = lines[i].decided || r.Verdict != catalog.Skip && r.Verdict != catalog.Error
			}
		}
	}
}

// addRelations adds what came of the further pairs; those without anything to try come last, when
// it is known what the others have proven.
func addRelations(report *result.Report, first *court, further []*transcript.Transcript) {
	lines := make([]told, len(first.policy.Allow))
	first.tell(lines, report.Results)
	for _, begun := range []bool{true, false} {
		for _, t := range further {
			if c := open(t, first.policy); c.begun() == begun {
				addRelation(report, c, lines)
			}
		}
	}
	if !first.policy.Complete || first.Settings.Quick {
		return
	}
	chosen := len(first.Settings.Only)+len(first.Settings.Skip) > 0
	for i, line := range first.policy.Allow {
		if !lines[i].decided && (lines[i].asked || !chosen) { // else it was not wanted
			report.Summary.Notes = append(report.Summary.Notes, "Nothing was decided about what the policy says: "+line.String()+".")
		}
	}
}
