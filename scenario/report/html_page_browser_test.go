//go:build browser

package report_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
)

// quietly has the page neither complain nor ask the network for anything.
func (p *tab) quietly() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.messages) > 0 {
		p.t.Errorf("the page complains: %q", p.messages)
	}
	if len(p.requests) != 1 || !strings.HasPrefix(p.requests[0], "file://") {
		p.t.Errorf("requests besides the page itself: %q", p.requests)
	}
}

// TestPageShowsTheRun finds every result and finding of a real run in the page.
func TestPageShowsTheRun(t *testing.T) {
	r := ran(t, "no-owner-filter")
	p := open(t, r, 1280, "light")
	if got, want := eval[string](p, `document.querySelector("h1").textContent`), "FAIL with 1 warning"; got != want {
		t.Errorf("verdict %q, want %q", got, want)
	}
	var cells, proofs, findings, wantCells, wantFindings []string
	for _, check := range r.Results {
		wantCells = append(wantCells, check.ID+" "+string(check.Verdict))
	}
	for _, f := range r.Findings {
		wantFindings = append(wantFindings, f.Code+" "+f.Title)
	}
	cells = eval[[]string](p, `[...document.querySelectorAll("td a.chip")].map(a => decodeURIComponent(a.hash).slice(1) + " " + a.classList[1])`)
	proofs = eval[[]string](p, `[...document.querySelectorAll(".proof[id]")].map(e => e.id + " " + e.parentElement.dataset.verdict)`)
	findings = eval[[]string](p, `[...document.querySelectorAll(".card")].map(c => c.querySelector("code").textContent + " " + c.querySelector("h3").textContent)`)
	for _, list := range []*[]string{&cells, &proofs, &wantCells} {
		slices.Sort(*list)
	}
	for what, diff := range map[string]string{"matrix": cmp.Diff(wantCells, cells), "evidence": cmp.Diff(wantCells, proofs), "findings": cmp.Diff(wantFindings, findings)} {
		if diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if broken := eval[[]string](p, `[...document.querySelectorAll("a[href^='#']")].filter(a => !document.getElementById(decodeURIComponent(a.hash).slice(1))).map(a => a.hash)`); len(broken) > 0 {
		t.Errorf("links to nowhere: %q", broken)
	}
	p.quietly()
}

// TestPageLeadsToEvidence follows a mark, without the help of any script.
func TestPageLeadsToEvidence(t *testing.T) {
	p := open(t, sample(), 1280, "light")
	p.do(chromedp.EmulateViewport(1280, 6000))
	p.scripts(false)
	p.do(chromedp.Reload())
	p.scripts(true) // ours; the page's has not run
	mark := eval[struct{ X, Y, Width, Height float64 }](p, `document.querySelector('a.chip[href="#threads.get/other-user"]').getBoundingClientRect().toJSON()`)
	p.do(chromedp.MouseClickXY(mark.X+mark.Width/2, mark.Y+mark.Height/2))
	text := eval[string](p, `document.getElementById("threads.get/other-user").innerText`)
	for _, want := range []string{"denied", "200 OK", "User 1’s canary", "Owner’s same call", "GET " + sampleThread, "Authorization: Bearer $AUTHCHECK_TOKEN_2", "curl -i", "OWASP API1:2023", "Write the owner"} {
		if !strings.Contains(text, want) {
			t.Errorf("the evidence does not say %q:\n%s", want, text)
		}
	}
	if !eval[bool](p, `document.getElementById("threads.get/other-user").checkVisibility({contentVisibilityAuto: true})`) {
		t.Error("the evidence is not to be seen")
	}
}

// TestPageOfPeople shows what users may do with each other's things beside the matrix, which
// scrolls by itself.
func TestPageOfPeople(t *testing.T) {
	r := sample()
	p := open(t, r, 1280, "light")
	seen := eval[[]string](p, `[...document.querySelectorAll("table.relation tr")].filter(row => row.checkVisibility()).map(row => row.innerText.trim())`)
	want := 0
	for _, relation := range r.Relations {
		want += len(relation.Resources)
	}
	if len(seen) != want || want == 0 {
		t.Errorf("%d rows are to be seen, want %d: %q", len(seen), want, seen)
	}
	if width := eval[int](p, `document.documentElement.scrollWidth`); width > 1280 {
		t.Errorf("the page is %d wide", width)
	}
}

// TestPageWithoutScript has everything but the filter.
func TestPageWithoutScript(t *testing.T) {
	p := open(t, sample(), 1280, "light")
	p.scripts(false)
	p.do(chromedp.Reload())
	p.scripts(true)
	got := eval[[]int](p, `["form.filter:not([hidden])", "tr.row:not([hidden])", "td a.chip:not([hidden])"].map(s => document.querySelectorAll(s).length)`)
	if want := []int{0, 6, 11}; !slices.Equal(got, want) {
		t.Errorf("forms, rows, marks: %d, want %d", got, want)
	}
}

// TestPageFilters narrows the matrix and the evidence by verdict and by words.
func TestPageFilters(t *testing.T) {
	p := open(t, sample(), 1280, "light")
	shown := func() string {
		return strings.Join(eval[[]string](p, `[...document.querySelectorAll("tr.row:not([hidden]) a.chip:not([hidden])")].map(a => decodeURIComponent(a.hash).slice(1))`), " ") + " | " +
			strings.Join(eval[[]string](p, `[...document.querySelectorAll("details.operation:not([hidden]) details.check:not([hidden]) > .proof")].map(e => e.id)`), " ") + " | " +
			eval[string](p, `document.querySelector("output").textContent`)
	}
	both := func(ids, output string) string { return ids + " | " + ids + " | " + output }
	everything := shown()
	p.do(chromedp.SendKeys(chromedp.CSS(`input[type=search]`), "other-user"))
	if got, want := shown(), both("threads.get/other-user threads.search/other-user@auditor store.delete/other-user", "3 of 6 operations"); got != want {
		t.Errorf("other-user: %s", cmp.Diff(want, got))
	}
	p.do(chromedp.SendKeys(chromedp.CSS(`input[type=search]`), " delete"))
	if got, want := shown(), both("store.delete/other-user", "1 of 6 operations"); got != want {
		t.Errorf("other-user delete: %s", cmp.Diff(want, got))
	}
	p.do(chromedp.Click(chromedp.CSS(`form.filter button`)))
	if got := shown(); got != everything {
		t.Errorf("after a reset: %s", cmp.Diff(everything, got))
	}
	for _, verdict := range []string{"pass", "skip", "note", "fail", "error"} {
		p.do(chromedp.Click(chromedp.CSS("input[value=" + verdict + "]")))
	}
	if got, want := shown(), both("threads.create/no-token threads.search/studio", "2 of 6 operations"); got != want {
		t.Errorf("warnings: %s", cmp.Diff(want, got))
	}
	p.quietly()
}

// TestPageIsHarmless has a server say what would be script, and the page only show it.
func TestPageIsHarmless(t *testing.T) {
	r := sample()
	evil := `"><img src=x onerror=alert(1)><script>alert(2)</script>`
	r.Target = result.Target{URL: "javascript:alert(3)//" + evil, Server: evil, Version: evil, Kind: evil, Graph: evil, Users: 2}
	r.Tool.Version = evil
	r.Summary.Leftovers, r.Summary.NotJudged = []string{evil}, []string{"GET " + evil + ": " + evil}
	for i := range r.Results {
		check := &r.Results[i]
		check.Summary, check.Line = evil, evil
		check.Evidence = &result.Evidence{Whose: evil, Expected: evil, Got: evil, Method: evil, URL: evil, Body: evil, Status: 418, Detail: evil,
			Canary: true, CanaryAt: evil, Effect: evil, Control: evil, Curl: evil}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Title, f.Summary, f.Why, f.Fix, f.Curl, f.Tags = evil, evil, evil, evil+"\n"+evil, evil, []string{evil, "CWE-" + evil}
	}
	r.Results = append(r.Results, result.Result{ID: "routes.get:/" + evil + "/" + evil, Operation: "routes.get:/" + evil, Resource: evil, Identity: evil, Verdict: result.Pass, Summary: evil})
	p := open(t, r, 1280, "light")
	if n := eval[int](p, `document.querySelectorAll("img, script:not(:last-of-type), [onerror], iframe").length`); n > 0 {
		t.Errorf("%d elements came out of texts", n)
	}
	if n := eval[int](p, `document.querySelectorAll("script").length`); n != 1 {
		t.Errorf("%d scripts, want 1", n)
	}
	p.quietly()
}

// TestPageKeyboard reaches all that can be used, and shows where it is.
func TestPageKeyboard(t *testing.T) {
	p := open(t, sample(), 1280, "light")
	var reached []string
	for range 200 {
		p.do(chromedp.KeyEvent(kb.Tab))
		at := eval[string](p, `(() => {
			const e = document.activeElement, s = getComputedStyle(e);
			if (e === document.body) return "";
			return (e.id || e.className || e.name || e.tagName) + (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2 ? " without an outline" : "");
		})()`)
		if at == "" {
			break
		}
		if strings.Contains(at, "without an outline") {
			t.Errorf("focus is not to be seen on %s", at)
		}
		reached = append(reached, at)
	}
	count := func(name string) int {
		n := 0
		for _, at := range reached {
			if strings.HasPrefix(at, name) {
				n++
			}
		}
		return n
	}
	if got := []int{count("skip-link"), count("chip"), count("verdict"), count("SUMMARY"), count("scroll")}; !slices.Equal(got, []int{1, 11, 6, 15, 1}) {
		t.Errorf("skip link, marks, filters, summaries, matrix: %d of %q", got, reached)
	}
}

//go:embed testdata/contrast.js
var contrast string

// TestPageContrast computes the contrast of every text in both schemes: WCAG AA.
func TestPageContrast(t *testing.T) {
	for _, verdict := range []result.Verdict{result.Pass, result.Warn, result.Fail, result.Error} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(string(verdict)+" "+scheme, func(t *testing.T) {
				r := sample()
				r.Summary.Verdict = verdict
				p := open(t, r, 1280, scheme)
				if poor := eval[[]string](p, contrast); len(poor) > 0 {
					t.Errorf("hard to read:\n%s", strings.Join(poor, "\n"))
				}
				if n := eval[int](p, `document.querySelectorAll("[data-measured]").length`); n < 100 {
					t.Errorf("only %d texts were measured", n)
				}
			})
		}
	}
}

// TestPageOnAPhone fits 360 pixels: only the matrix and code scroll sideways, within themselves.
func TestPageOnAPhone(t *testing.T) {
	for _, r := range []*result.Report{sample(), ran(t, "tutorial-as-published")} {
		p := open(t, r, 360, "light")
		eval[chromedp.Void](p, `document.querySelectorAll("details").forEach(d => d.open = true)`)
		if got := eval[int](p, `document.documentElement.scrollWidth`); got > 360 {
			t.Errorf("the page is %d pixels wide: %q", got, eval[[]string](p, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 361 && !e.closest(".scroll, pre, nav")).map(e => e.tagName + "." + e.className).slice(0, 9)`))
		}
		p.quietly()
	}
}
