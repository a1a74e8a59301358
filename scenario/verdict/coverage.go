package verdict

import (
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// coverage compares the documented operations with those that were judged: a row
// that could only be skipped has not been tested.
func (c *court) coverage(results []result.Result) result.Coverage {
	judged, unheard, untold := make(map[string]bool), unanswered(results), untold(results)
	for _, r := range results {
		if (unheard[r.Operation] || untold[r.Operation] != "") && !result.IsBad(r.Verdict) {
			continue
		}
		if catalog.IdentityNamed(r.Identity).Login != catalog.Owner && r.Verdict != catalog.Skip && r.Verdict != catalog.Error {
			judged[documentedAs(r.Operation)] = true
		}
	}
	coverage := result.Coverage{Documented: len(c.Routes.Documented), Source: c.Routes.Source}
	for _, route := range c.Routes.Documented {
		if judged[compared(route)] {
			coverage.Tested++
		} else if c.Settings.All() {
			coverage.Untested = append(coverage.Untested, route)
		}
	}
	return coverage
}

// unanswered are the server's own routes that did not work for user 1 with what was filled in:
// whoever is refused there may be so for that.
func unanswered(results []result.Result) map[string]bool {
	routes := make(map[string]bool)
	for _, r := range results {
		if _, _, own := catalog.SplitRoute(r.Operation); own && r.Identity == "owner" && r.Verdict != catalog.Pass {
			routes[r.Operation] = true
		}
	}
	return routes
}

// untold says of the server's own routes why user 2 was told nothing that could be judged: that
// nobody gets in without a login is not all there is to them. What everybody may see is.
func untold(results []result.Result) map[string]string {
	routes := make(map[string]string)
	for _, r := range results {
		if _, _, own := catalog.SplitRoute(r.Operation); own && r.Identity == "other-user" && (r.Verdict == catalog.Skip || r.Verdict == catalog.Error) {
			routes[r.Operation] = r.Summary
		}
	}
	for _, r := range results {
		if r.Identity == "no-token" && r.Verdict == catalog.Note {
			delete(routes, r.Operation)
		}
	}
	return routes
}

// documentedAs is how the server's document names an operation: "GET /threads/{thread_id}".
func documentedAs(operation string) string {
	if method, path, ok := catalog.SplitRoute(operation); ok {
		return catalog.Documented(method, path)
	}
	o := catalog.Named(operation)
	return catalog.Documented(o.Method, o.Doc)
}

// undocumented tells an operation that the server's own document does not have.
func (c *court) undocumented(o catalog.Operation) bool {
	named := func(route string) bool { return compared(route) == catalog.Documented(o.Method, o.Doc) }
	return c.Routes.Source == "/openapi.json" && o.Doc != "" && !slices.ContainsFunc(c.Routes.Documented, named)
}

func compared(route string) string {
	method, path, _ := strings.Cut(route, " ")
	return catalog.Documented(method, path)
}

// notJudged says of each documented operation that was not judged why that is.
func (c *court) notJudged(untested []string, results []result.Result) []string {
	reasons, unheard := make(map[string]string), unanswered(results)
	for operation, reason := range untold(results) {
		reasons[documentedAs(operation)] = reason
	}
	for _, r := range results {
		name := documentedAs(r.Operation)
		if unheard[r.Operation] && r.Identity == "owner" {
			reasons[name] = r.Summary
		}
		if catalog.IdentityNamed(r.Identity).Login != catalog.Owner && reasons[name] == "" {
			reasons[name] = r.Summary
		}
	}
	for _, r := range c.Routes.Own {
		if r.Left != "" {
			reasons[compared(r.String())] = r.Left
		}
	}
	var list []string
	for _, route := range untested {
		reason := reasons[compared(route)]
		if reason == "" {
			reason = "not tried"
		}
		list = append(list, route+": "+reason)
	}
	return slices.Clip(list)
}
