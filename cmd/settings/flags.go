package settings

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/scenario/report"
)

// EnvironmentHelp is the annotation of a command that has the help on settings without a flag.
const EnvironmentHelp = "environment"

// AddFlags gives a command the flags of its settings, and lists in its help
// the variables of those that have no flag.
func AddFlags(cmd *cobra.Command, ids ...ID) {
	cmd.Flags().SortFlags = false
	var hidden []string
	for _, id := range append(ids, Timeout, RequestTimeout) {
		if Table[id].Flag == "" {
			hidden = append(hidden, report.Hang("  "+Table[id].Env[0], 27, Table[id].Help, 80))
			continue
		}
		addFlag(cmd, &Table[id])
	}
	cmd.Flags().String("project", ".", "`DIR` with the project's langgraph.json or aegra.json, and .env")
	cmd.Flags().String("env-file", defaultEnvFile, "`FILE` of KEY=value settings, read after the environment; - for standard input")
	cmd.Annotations = map[string]string{EnvironmentHelp: strings.Join(hidden, "\n")}
}

// addFlag keeps the environment out of the flag's default, which help prints.
func addFlag(cmd *cobra.Command, s *Setting) {
	f := cmd.Flags().VarPF(&settingFlag{setting: s}, s.Flag, "", s.usage())
	f.DefValue = s.Default
}

// settingFlag holds what a command line gives for a setting, unchecked.
type settingFlag struct {
	setting *Setting
	given   []string
}

func (f *settingFlag) String() string { return strings.Join(f.given, f.setting.Split) }
func (f *settingFlag) Type() string   { return f.setting.Value }

// Set keeps the last value of a setting, and all of a list.
func (f *settingFlag) Set(raw string) error {
	if f.setting.Split == "" {
		f.given = nil
	}
	f.given = append(f.given, raw)
	return nil
}

// withoutFlag are settings that a command line must not hold.
var withoutFlag = map[string]ID{
	"password": Password, "service-key": ServiceKey, "jwt-secret": JWTSecret, "expired-token": ExpiredToken,
	"oauth-client": OAuthClients, "oauth-clients": OAuthClients, "oauth-client-id": OAuthClients, "oauth-client-secret": OAuthClients,
	"oauth-foreign-client": OAuthForeign, "foreign-token": ForeignToken,
	"oauth-user": OAuthUsers, "oauth-users": OAuthUsers, "oauth-password": OAuthUsers,
}

// valueHints say how a value of a type is written.
var valueHints = map[string]string{
	"bool":     "give it without a value, or =true or =false",
	"duration": "write it like 90s, 5m or 1h",
	"int":      "write a whole number",
}

// FlagError names the flag, never its value.
func FlagError(cmd *cobra.Command, err error) error {
	see := "see " + cmd.CommandPath() + " --help"
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(cmd, unknown, see)
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if hint, ok := valueHints[invalid.GetFlag().Value.Type()]; ok {
			see = hint
		}
		return failure.Refused(see, "--%s: not a value it takes", invalid.GetFlag().Name)
	}
	return failure.Refused(see, "%v", err)
}

func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError, see string) error {
	name := unknown.GetSpecifiedName()
	if shorthands := unknown.GetSpecifiedShortnames(); shorthands != "" {
		return failure.Refused(see, "unknown flag: -%c", []rune(name)[0])
	}
	if id, ok := withoutFlag[name]; ok {
		return failure.Refused("set "+Table[id].Env[0]+" instead: flags show up in process lists", "there is no flag --%s", name)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if like := wording.Closest(name, names); like != "" {
		see = "did you mean --" + like + "?"
	}
	return failure.Refused(see, "unknown flag: --%s", name)
}
