package cmd

import (
	"strings"

	"github.com/spf13/cobra"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletionCmd(p Process) *cobra.Command {
	return &cobra.Command{
		Use:   "completion " + strings.Join(shells, "|"),
		Short: "Print the completion script of a shell",
		Example: `  # bash, for this session
  source <(authcheck completion bash)

  # zsh, for good
  authcheck completion zsh > "${fpath[1]}/_authcheck"

  # fish, for good
  authcheck completion fish > ~/.config/fish/completions/authcheck.fish`,
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return refused("choose one of "+inWords(shells), "completion needs the name of a shell")
			}
			return writeCompletion(p, cmd.Root(), args[0])
		},
	}
}

func writeCompletion(p Process, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(p.Out, true)
	case "zsh":
		return root.GenZshCompletion(p.Out)
	case "fish":
		return root.GenFishCompletion(p.Out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(p.Out)
	default:
		return refused("choose one of "+inWords(shells), "no completion for that shell")
	}
}
