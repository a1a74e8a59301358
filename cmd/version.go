package cmd

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"authcheck/cmd/terminal"
)

func newVersionCmd(p terminal.Process) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version",
		Example: "  authcheck version",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			info, _ := debug.ReadBuildInfo()
			_, err := fmt.Fprintln(p.Out, versionLine(info))
			return err
		},
	}
}

// version is the version of this build.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info)
}

// versionOf is the module's version, "devel" for a build from a working copy: Go
// makes up v0.0.0-… for those.
func versionOf(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" || info.Main.Version == "(devel)" || strings.HasPrefix(info.Main.Version, "v0.0.0-") {
		return "devel"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}

func versionLine(info *debug.BuildInfo) string {
	line := "authcheck " + versionOf(info)
	if info == nil {
		return line
	}
	facts := map[string]string{}
	for _, s := range info.Settings {
		facts[s.Key] = s.Value
	}
	if revision := facts["vcs.revision"]; revision != "" {
		line += fmt.Sprintf(" · commit %.12s", revision)
	}
	return fmt.Sprintf("%s · %s %s/%s", line, info.GoVersion, facts["GOOS"], facts["GOARCH"])
}
