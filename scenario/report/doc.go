// Package report shows a [result.Report] and, while it is made, what is known already.
// Every format is a [Sink], the terminal's text among them, and a row of [Formats]; what
// a sink shows is made harmless for where it goes first ([harmless]). No sink decides
// anything: verdicts and exit code are in the report.
package report
