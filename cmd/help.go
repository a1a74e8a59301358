package cmd

import "github.com/spf13/cobra"

// environmentHelp is where a command keeps the help on settings without a flag.
const environmentHelp = "environment"

const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND [flags]{{else}}{{.UseLine}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example}}{{end}}
{{- if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped 80 | trimTrailingWhitespaces}}{{end}}
{{- with index .Annotations "` + environmentHelp + `"}}

Environment, without a flag:
{{.}}{{end}}
{{- if .HasAvailableSubCommands}}

Exit codes: 0 all is well · 1 a check failed · 2 what was given is wrong or refused ·
3 no usable answer · 130 interrupted

See "{{.CommandPath}} COMMAND --help" for a command.{{end}}
`

func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Example: "  authcheck help verify",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args)
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}
