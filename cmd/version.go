package cmd

import (
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCmd(p Process) *cobra.Command {
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

// version is the module's version, "devel" for a build from a working copy.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "(devel)" {
		return "devel"
	}
	return cmp.Or(info.Main.Version, "devel")
}

func versionLine(info *debug.BuildInfo) string {
	line := "authcheck " + version()
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
