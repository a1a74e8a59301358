package report

import (
	"io"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// authFile is where code scanning shows findings: a run sees a server, not its
// source, and this file names the handlers.
const authFile = "langgraph.json"

// asAlerts is what code scanning shows: of a result at most 1000 locations.
var asAlerts = destination{text: inMessage, code: inLines, bytes: 4 << 20, items: 500, findings: 1000}

// writeSARIF writes the findings for code scanning, version 2.1.0: a rule for each
// finding that authcheck can make, a result for each one that it made. What could
// not be decided, or was not judged, is a notification, for it is nothing in the code.
func writeSARIF(w io.Writer, r *result.Report) error {
	few := *r
	few.Results = nil // they are in the findings
	r = asAlerts.shown(&few)
	driver := sarif.NewToolComponent().WithName(r.Tool.Name)
	if r.Tool.Version != "" {
		driver.WithVersion(r.Tool.Version)
	}
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver)).WithColumnKind("utf16CodeUnits").
		WithAutomationDetails(sarif.NewRunAutomationDetails().WithID("authcheck/"))
	index := make(map[string]int)
	for _, e := range catalog.Explanations() {
		if e.Verdict != result.Error {
			index[e.Code] = len(driver.Rules)
			driver.AddRule(ruleOf(e))
		}
	}
	for _, f := range r.Findings {
		if i, ok := index[f.Code]; ok {
			run.AddResult(resultOf(f, i, r.Summary.Strict))
		}
	}
	run.AddInvocation(invocationOf(r))
	log := sarif.NewReport().AddRun(run)
	log.Schema = sarifSchema
	return EncodeJSON(w, log)
}

func ruleOf(e catalog.Explanation) *sarif.ReportingDescriptor {
	properties := sarif.NewPropertyBag().WithTags(sarifTags(e.Tags)).Add("precision", "very-high")
	if s := severity(e); s != "" {
		properties.Add("security-severity", s)
	}
	return sarif.NewReportingDescriptor().WithID(e.Code).WithName(pascal(e.Code)).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(e.Title)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(e.Proven + " " + e.Why)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(helpText(e)).WithMarkdown(helpMarkdown(e))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(levelOf(e.Verdict, false))).
		WithProperties(properties)
}

func resultOf(f result.Finding, rule int, strict bool) *sarif.Result {
	location := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewArtifactLocation().WithURI(authFile)).
		WithRegion(sarif.NewRegion().WithStartLine(1)))
	for _, operation := range f.Operations {
		location.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(operation).WithKind("resource"))
	}
	fix, _, _ := strings.Cut(f.Fix, "\n")
	check := sarif.NewResult().WithRuleID(f.Code).WithRuleIndex(rule).WithLevel(levelOf(f.Verdict, strict)).
		WithMessage(sarif.NewMessage().WithText(f.Title + ". " + sentence(f.Summary) + " Fix: " + inMessage(sentence(fix)))).
		WithLocations([]*sarif.Location{location}).
		WithFingerprints(map[string]string{"authcheck/v1": f.Fingerprint}).
		WithPartialFingerprints(map[string]string{"primaryLocationLineHash": f.Fingerprint + ":1"}).
		WithProperties(sarif.NewPropertyBag().Add("identities", f.Identities).Add("checks", f.Checks).Add("curl", f.Curl))
	if f.Acceptance != nil {
		check.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(acceptance(f)))
	}
	return check
}

func invocationOf(r *result.Report) *sarif.Invocation {
	i := sarif.NewInvocation().WithExecutionSuccessful(r.Summary.Verdict != result.Error).WithExitCode(r.ExitCode()).
		WithStartTimeUtc(r.Summary.Started.UTC().Format("2006-01-02T15:04:05Z"))
	told := func(level, text string) {
		i.AddToolExecutionNotification(sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewMessage().WithText(text)))
	}
	if why := unproven(r); why != "" {
		told("error", why)
	}
	for _, f := range r.Findings {
		if f.Verdict == result.Error {
			told("error", f.Title+". "+sentence(f.Summary))
		}
	}
	if some := someNotJudged(r.Summary); some != "" {
		told("note", some+": "+strings.Join(r.Summary.NotJudged, "; "))
	}
	return i
}

func levelOf(v result.Verdict, strict bool) string {
	switch {
	case v == result.Fail || strict && v == result.Warn:
		return "error"
	case v == result.Warn:
		return "warning"
	}
	return "note"
}

// severity is the CVSS-like figure by which code scanning ranks: getting in
// without a login is critical, crossing between users high.
func severity(e catalog.Explanation) string {
	for _, tag := range e.Tags {
		if e.Verdict == result.Fail && tag == "OWASP API2:2023" {
			return "9.8"
		}
	}
	return map[result.Verdict]string{result.Fail: "8.1", result.Warn: "5.3", result.Note: "2.0"}[e.Verdict]
}

// sarifTags writes the CWEs the way that code scanning looks for them.
func sarifTags(tags []string) []string {
	list := []string{"security"}
	for _, tag := range tags {
		if number, ok := strings.CutPrefix(tag, "CWE-"); ok {
			tag = "external/cwe/cwe-" + strings.Repeat("0", max(0, 3-len(number))) + number
		}
		list = append(list, tag)
	}
	return list
}

func helpText(e catalog.Explanation) string {
	text := e.Why + "\n\nFix: " + e.Fix
	if e.Sound != "" {
		text += "\n\nSound all the same: " + e.Sound
	}
	return text
}

func helpMarkdown(e catalog.Explanation) string {
	fix, code, _ := strings.Cut(e.Fix, "\n")
	text := "**Proven:** " + e.Proven + "\n\n**Why it matters:** " + e.Why + "\n\n**Fix:** " + fix
	if code != "" {
		text += "\n\n" + strings.TrimSuffix(fenced(code), "\n")
	}
	if e.Sound != "" {
		text += "\n\n**Sound all the same:** " + e.Sound
	}
	return text
}

func pascal(code string) string {
	words := strings.Split(code, "-")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
