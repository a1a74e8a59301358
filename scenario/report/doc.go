// Package report renders a scenario.Report: as text for people, as JSON for
// machines. No renderer decides anything: verdicts and exit code are in the report.
package report
