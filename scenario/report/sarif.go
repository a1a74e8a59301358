package report

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"authcheck/scenario"
)

const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// authFile is where code scanning shows findings: a run sees a server, not its
// source, and this file names the handlers.
const authFile = "langgraph.json"

// The parts of SARIF 2.1.0 that are used here.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Automation  sarifAutomation   `json:"automationDetails"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifRule struct {
		ID            string              `json:"id"`
		Name          string              `json:"name"`
		Short         sarifText           `json:"shortDescription"`
		Full          sarifText           `json:"fullDescription"`
		Help          sarifText           `json:"help"`
		Configuration sarifConfiguration  `json:"defaultConfiguration"`
		Properties    sarifRuleProperties `json:"properties"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifRuleProperties struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"`
		Severity  string   `json:"security-severity,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Start         string              `json:"startTimeUtc"`
		ExitCode      int                 `json:"exitCode"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"fingerprints"`
		Partial      map[string]string `json:"partialFingerprints"`
		Properties   map[string]any    `json:"properties"`
		Suppressions []sarifSuppressed `json:"suppressions,omitempty"`
	}
	sarifSuppressed struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
)

// SARIF writes the findings for code scanning, version 2.1.0: a rule for each
// finding that authcheck can make, a result for each one that it made. What could
// not be decided is a notification, for it is nothing in the code.
func SARIF(w io.Writer, r *scenario.Report) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: r.Tool.Name, Version: r.Tool.Version}},
		Automation: sarifAutomation{ID: "authcheck/"},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	index := make(map[string]int)
	for _, e := range scenario.Explanations() {
		if e.Verdict != scenario.Error {
			index[e.Code] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(e))
		}
	}
	for _, f := range r.Findings {
		if i, ok := index[f.Code]; ok {
			run.Results = append(run.Results, sarifResultOf(r, f, i))
		}
	}
	run.Invocations = []sarifInvocation{sarifInvocationOf(r)}
	return write(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRuleOf(e scenario.Explanation) sarifRule {
	return sarifRule{
		ID:            e.Code,
		Name:          pascal(e.Code),
		Short:         sarifText{Text: e.Title},
		Full:          sarifText{Text: e.Proven + " " + e.Why},
		Help:          sarifText{Text: helpText(e), Markdown: helpMarkdown(e)},
		Configuration: sarifConfiguration{levelOf(e.Verdict, false)},
		Properties:    sarifRuleProperties{Tags: sarifTags(e.Tags), Precision: "very-high", Severity: severity(e)},
	}
}

func sarifResultOf(r *scenario.Report, f scenario.Finding, rule int) sarifResult {
	location := sarifLocation{Physical: sarifPhysical{sarifArtifact{authFile}, sarifRegion{1}}, Logical: []sarifLogical{}}
	for _, operation := range f.Operations {
		location.Logical = append(location.Logical, sarifLogical{FullyQualifiedName: operation, Kind: "resource"})
	}
	fix, _, _ := strings.Cut(f.Fix, "\n")
	return sarifResult{
		RuleID: f.Code, RuleIndex: rule,
		Level:        levelOf(f.Verdict, r.Summary.Strict),
		Message:      sarifText{Text: printable(f.Title + ". " + sentence(f.Summary) + " Fix: " + sentence(fix))},
		Locations:    []sarifLocation{location},
		Fingerprints: map[string]string{"authcheck/v1": f.Fingerprint},
		Partial:      map[string]string{"primaryLocationLineHash": f.Fingerprint + ":1"},
		Properties:   map[string]any{"identities": f.Identities, "checks": f.Checks, "curl": f.Curl},
		Suppressions: suppressions(f),
	}
}

// suppressions say that a finding is lived with; nil for the others.
func suppressions(f scenario.Finding) []sarifSuppressed {
	if f.Acceptance == nil {
		return nil
	}
	return []sarifSuppressed{{Kind: "external", Status: "accepted", Justification: printable(acceptance(f))}}
}

func sarifInvocationOf(r *scenario.Report) sarifInvocation {
	i := sarifInvocation{
		Successful: r.Summary.Verdict != scenario.Error, Start: r.Summary.Started.UTC().Format("2006-01-02T15:04:05Z"),
		ExitCode: r.ExitCode(), Notifications: []sarifNotification{},
	}
	if why := unproven(r); why != "" {
		i.Notifications = append(i.Notifications, sarifNotification{"error", sarifText{Text: why}})
	}
	for _, f := range r.Findings {
		if f.Verdict == scenario.Error {
			i.Notifications = append(i.Notifications, sarifNotification{"error", sarifText{Text: printable(f.Title + ". " + sentence(f.Summary))}})
		}
	}
	return i
}

func levelOf(v scenario.Verdict, strict bool) string {
	switch {
	case v == scenario.Fail || strict && v == scenario.Warn:
		return "error"
	case v == scenario.Warn:
		return "warning"
	}
	return "note"
}

// severity is the CVSS-like figure by which code scanning ranks: getting in
// without a login is critical, crossing between users high.
func severity(e scenario.Explanation) string {
	for _, tag := range e.Tags {
		if e.Verdict == scenario.Fail && tag == "OWASP API2:2023" {
			return "9.8"
		}
	}
	return map[scenario.Verdict]string{scenario.Fail: "8.1", scenario.Warn: "5.3", scenario.Note: "2.0"}[e.Verdict]
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

func helpText(e scenario.Explanation) string {
	text := e.Why + "\n\nFix: " + e.Fix
	if e.Sound != "" {
		text += "\n\nSound all the same: " + e.Sound
	}
	return text
}

func helpMarkdown(e scenario.Explanation) string {
	fix, code, _ := strings.Cut(e.Fix, "\n")
	text := "**Proven:** " + e.Proven + "\n\n**Why it matters:** " + e.Why + "\n\n**Fix:** " + fix
	if code != "" {
		text += "\n\n```\n" + code + "\n```"
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

// sentence begins with a capital letter and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.TrimRight(begun(text), ".:") + "."
}

// begun begins with a capital letter.
func begun(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
