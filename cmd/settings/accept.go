package settings

import (
	"slices"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// accepted puts what flags accept before what a file does.
func accepted(given []string, filed []result.Acceptance) ([]result.Acceptance, error) {
	list, err := acceptances(given)
	if err != nil {
		return nil, err
	}
	for _, a := range filed {
		if !has(list, a.Code) {
			list = append(list, a)
		}
	}
	return list, nil
}

func has(list []result.Acceptance, code string) bool {
	return slices.ContainsFunc(list, func(a result.Acceptance) bool { return a.Code == code })
}

// acceptances are those of --accept.
func acceptances(given []string) ([]result.Acceptance, error) {
	var list []result.Acceptance
	for _, text := range given {
		code, rest, _ := strings.Cut(text, "=")
		a := result.Acceptance{Code: strings.TrimSpace(code), Reason: strings.TrimSpace(rest)}
		if i := strings.LastIndex(rest, ";until="); i >= 0 {
			a.Reason, a.Until = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+len(";until="):])
			if a.Until == "" {
				return nil, failure.Refused(acceptForm, "--accept: %s: no date after until=", a.Code)
			}
		}
		var err error
		if list, err = addAcceptance(list, a, "--accept", acceptForm); err != nil {
			return nil, err
		}
	}
	return list, nil
}

const (
	acceptForm     = "write it like --accept 'store-shared=known;until=2026-12-31'; authcheck explain lists the codes"
	acceptFileForm = "accepted: is a list of code, reason and, if it ends, until (2026-12-31); authcheck explain lists the codes"
)

// addAcceptance checks an acceptance against what can be accepted, and against the others.
func addAcceptance(list []result.Acceptance, a result.Acceptance, source, form string) ([]result.Acceptance, error) {
	if err := a.Check(); err != nil {
		if _, ok := catalog.Explain(a.Code); !ok {
			form = wording.DidYouMean(a.Code, catalog.Codes(), form)
		}
		return nil, failure.Refused(form, "%s: %v", source, err)
	}
	if has(list, a.Code) {
		return nil, failure.Refused("leave one of them out", "%s: %s is accepted twice", source, a.Code)
	}
	return append(list, a), nil
}
