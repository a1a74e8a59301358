package cmd

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

// withoutPackage takes the place of the package bash-completion, which macOS and small
// images have not: it parts the line that is being typed at its spaces.
const withoutPackage = `
if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
    __authcheck_init_completion() {
        COMPREPLY=()
        read -ra words <<< "${COMP_LINE:0:COMP_POINT}"
        if [[ ${COMP_LINE:COMP_POINT-1:1} == " " ]]; then words+=(""); fi
        cword=$((${#words[@]} - 1))
        cur=${words[cword]} prev=${words[cword-1]}
    }
fi
`

func newCompletionCmd(p terminal.Process) *cobra.Command {
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
				return refused("choose one of "+wording.List(shells), "completion needs the name of a shell")
			}
			if !slices.Contains(shells, args[0]) {
				return refused(wording.DidYouMean(args[0], shells, "choose one of "+wording.List(shells)), "no completion for %q", args[0])
			}
			return writeCompletion(p, cmd.Root(), args[0])
		},
	}
}

func writeCompletion(p terminal.Process, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		if err := root.GenBashCompletionV2(p.Out, true); err != nil {
			return err
		}
		_, err := io.WriteString(p.Out, withoutPackage)
		return err
	case "zsh":
		return root.GenZshCompletion(p.Out)
	case "fish":
		return root.GenFishCompletion(p.Out, true)
	default:
		return root.GenPowerShellCompletionWithDesc(p.Out)
	}
}
