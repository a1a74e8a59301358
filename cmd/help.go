package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
)

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
{{- with index .Annotations "` + settings.EnvironmentHelp + `"}}

Environment, without a flag:
{{.}}{{end}}
{{- if .HasAvailableSubCommands}}

Exit codes: 0 all is well · 1 a check failed · 2 what was given is wrong or
refused · 3 no usable answer · 130 interrupted

See "{{.CommandPath}} COMMAND --help" for a command.{{end}}
`

// misnamed refuses what is no command before its flags are looked at: cobra shows the help of
// the whole for `authcheck report --help`, and says of `authcheck verfy --quick` that there is
// no such flag. Words with two underscores are cobra's own, for shells.
func misnamed(root *cobra.Command, args []string) error {
	root.InitDefaultHelpCmd()
	about, rest, err := root.Find(args)
	if err != nil || about != root || len(rest) == 0 || strings.HasPrefix(rest[0], "-") || strings.HasPrefix(rest[0], "__") {
		return nil
	}
	return unknownCommand(root, rest)
}

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
