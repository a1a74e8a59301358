package cmd

import (
	"github.com/spf13/cobra"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

func newExplainCmd(p Process) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "List the findings, or explain one",
		Long: `Lists the findings that verify can make; with the code of one: what was proven,
why it matters, how to fix it, and what it is called in the standards.`,
		Example: `  # all findings
  authcheck explain

  # one of them
  authcheck explain store-shared`,
		Args: atMostOneCode,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				report.Explanations(p.Out)
				return nil
			}
			e, ok := scenario.Explain(args[0])
			if !ok {
				return refused("authcheck explain lists the codes", "there is no finding %q", args[0])
			}
			report.Explain(p.Out, e)
			return nil
		},
		ValidArgsFunction: completeCodes,
	}
}

func atMostOneCode(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return refused("authcheck explain CODE", "explain takes one code at a time")
	}
	return nil
}

func completeCodes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, e := range scenario.Explanations() {
		codes = append(codes, e.Code+"\t"+e.Title)
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}
