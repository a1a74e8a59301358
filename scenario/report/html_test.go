package report_test

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// TestCallersAreExplained below the matrix: who is behind each of its columns.
func TestCallersAreExplained(t *testing.T) {
	for _, flaw := range realFlaws {
		var page bytes.Buffer
		if err := as("html")(&page, ran(t, flaw)); err != nil {
			t.Fatal(err)
		}
		columns := regexp.MustCompile(`<th scope="col" title="([^"]*)"><span>([^<]*)</span>`).FindAllStringSubmatch(page.String(), -1)
		if len(columns) < 10 {
			t.Fatalf("%d columns", len(columns))
		}
		for _, column := range columns {
			title := strings.ToUpper(column[1][:1]) + column[1][1:]
			if want := fmt.Sprintf("<div><dt>%s</dt><dd>%s</dd></div>", column[2], title); !strings.Contains(page.String(), want) {
				t.Errorf("no %s", want)
			}
		}
	}
}

// TestCodeIsMarkedUp where a text has it between backticks, in every finding there is.
func TestCodeIsMarkedUp(t *testing.T) {
	r := sample()
	marked := 0
	for _, e := range catalog.Explanations() {
		r.Findings = append(r.Findings, finding(e.Code, result.Fail, "`"+e.Code+"` was proven", []string{"other-user"}, nil, "0", ""))
		marked += strings.Count(e.Why, "`") / 2
	}
	var page bytes.Buffer
	if err := as("html")(&page, r); err != nil {
		t.Fatal(err)
	}
	text := html.UnescapeString(regexp.MustCompile(`(?s)<pre.*?</pre>|<script.*?</script>|<style.*?</style>`).ReplaceAllString(page.String(), ""))
	if at := strings.Index(text, "`"); at >= 0 {
		t.Errorf("a backtick is shown: …%s…", text[max(0, at-60):at+60])
	}
	if !strings.Contains(text, "<code>langgraph dev</code> shows any thread") || marked == 0 {
		t.Error("code is not marked up")
	}
}

// TestRoutesHaveTheirMethod in the page: routes are tried by others than GET, too.
func TestRoutesHaveTheirMethod(t *testing.T) {
	r := sample()
	r.Results = append(r.Results, result.Result{ID: "routes.post:/export/no-token", Operation: catalog.RouteID("POST", "/export"), Resource: "routes", Identity: "no-token", Verdict: result.Fail, Code: "route-open"})
	var page bytes.Buffer
	if err := as("html")(&page, r); err != nil {
		t.Fatal(err)
	}
	if shown := regexp.MustCompile(`(?s)POST.{0,40}/export`); !shown.MatchString(page.String()) {
		t.Error("POST /export has no method")
	}
}

// TestWarningsClaimNothing: a warning may be of what crossed between users.
func TestWarningsClaimNothing(t *testing.T) {
	r := sample()
	r.Summary.Verdict = result.Warn
	var page bytes.Buffer
	if err := as("html")(&page, r); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "Nothing crossed") {
		t.Error("it says that nothing crossed")
	}
}
