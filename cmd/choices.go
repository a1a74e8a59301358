package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

// known refuses a value of a flag that is none of the words, and says which was meant.
func known(flag, what, value string, words []string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return refused(wording.DidYouMean(value, words, "choose "+wording.List(words)), "--%s: unknown %s %q", flag, what, value)
}

// allKnown is [known] for a flag that takes several values.
func allKnown(flag, what string, values, words []string) error {
	for _, value := range values {
		if err := known(flag, what, value, words); err != nil {
			return err
		}
	}
	return nil
}

// offer has shells complete the values of a flag.
func offer(cmd *cobra.Command, flag string, values []string) {
	directive := cobra.ShellCompDirectiveNoFileComp
	if len(values) > 0 && strings.HasSuffix(values[0], "=") {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	offerFunc(cmd, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return values, directive })
}

func offerFunc(cmd *cobra.Command, flag string, values cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, values); err != nil {
		panic(err) // there is no such flag, or it has values already
	}
}

// offerOthers is for the flags that no command offers values for: settings, and those that
// take no file, from which it keeps the names of files away.
func offerOthers(root *cobra.Command) {
	words := map[string][]string{settings.Table[settings.OAuthToken].Flag: settings.TokenKinds}
	for _, cmd := range allBelow(root) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, offered := cmd.GetFlagCompletionFunc(f.Name); !offered && !takesFile(f) && f.Value.Type() != "bool" {
				offer(cmd, f.Name, words[f.Name])
			}
		})
	}
}

// takesFile tells a flag whose value is the name of a file or a folder, as its help says.
func takesFile(f *pflag.Flag) bool {
	what, _ := pflag.UnquoteUsage(f)
	return what == "FILE" || what == "DIR"
}

// allBelow are the commands of a command, and theirs.
func allBelow(cmd *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, c := range cmd.Commands() {
		all = append(append(all, c), allBelow(c)...)
	}
	return all
}

// offerVerdicts is for the flags that what judges has in common.
func offerVerdicts(cmd *cobra.Command, reports *reportOptions) {
	offer(cmd, "format", report.Names())
	offer(cmd, "shared", catalog.Sharable)
	offer(cmd, "accept", withEqual(acceptable()))
	offerReports(cmd, reports)
}

// offerReports offers formats, and files behind their =.
func offerReports(cmd *cobra.Command, reports *reportOptions) {
	offerFunc(cmd, "report", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		if strings.Contains(typed, "=") {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return withEqual(reports.formats()), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// acceptable are the codes that --accept takes.
func acceptable() []string {
	var codes []string
	for _, e := range catalog.Explanations() {
		if !e.Housekeeping && (e.Verdict == catalog.Fail || e.Verdict == catalog.Warn) {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

func withEqual(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name + "="
	}
	return list
}

// checksMatch refuses a pattern that no check has, and says which name was meant.
func checksMatch(flag string, patterns []string) error {
	unmatched := scenario.Unmatched(patterns)
	if len(unmatched) == 0 {
		return nil
	}
	if parts := strings.FieldsFunc(unmatched[0], func(r rune) bool { return r == ',' || r == ' ' }); len(parts) > 1 && len(scenario.Unmatched(parts)) == 0 {
		return refused("repeat it: --"+flag+" "+strings.Join(parts, " --"+flag+" "), "--%s: no check matches %q", flag, unmatched[0])
	}
	if _, ok := catalog.Explain(unmatched[0]); ok {
		return refused("that is a finding: `authcheck explain "+unmatched[0]+"` tells about it; authcheck verify --plan lists the checks",
			"--%s: no check matches %q", flag, unmatched[0])
	}
	if operations, identity, whole := strings.Cut(unmatched[0], "/"); whole && strings.Contains(operations, "*") {
		return refused(wording.DidYouMean(identity, catalog.IdentityIDs(), "authcheck verify --plan lists the callers; * matches anything"),
			"--%s: no check matches %q", flag, unmatched[0])
	}
	return refused(wording.DidYouMean(unmatched[0], scenario.Names(), "authcheck verify --plan lists the checks; * matches anything"),
		"--%s: no check matches %q", flag, unmatched[0])
}
