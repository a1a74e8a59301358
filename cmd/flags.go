package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// addSettings gives a command the flags of its settings, and lists in its help
// the variables of those that have no flag.
func addSettings(cmd *cobra.Command, ids ...settingID) {
	cmd.Flags().SortFlags = false
	var hidden []string
	for _, id := range append(ids, timeout, requestTimeout) {
		if table[id].flag == "" {
			hidden = append(hidden, fmt.Sprintf("  %-24s %s", table[id].env[0], table[id].help))
			continue
		}
		addFlag(cmd, &table[id])
	}
	cmd.Flags().String("env-file", defaultEnvFile, "`FILE` of KEY=value settings, read after the environment")
	cmd.Annotations = map[string]string{environmentHelp: strings.Join(hidden, "\n")}
}

// addFlag keeps the environment out of the flag's default, which help prints.
func addFlag(cmd *cobra.Command, s *setting) {
	f := cmd.Flags().VarPF(&settingFlag{setting: s}, s.flag, "", s.usage())
	f.DefValue = s.fallback
}

// settingFlag holds what a command line gives for a setting, unchecked.
type settingFlag struct {
	setting *setting
	given   []string
}

func (f *settingFlag) String() string { return strings.Join(f.given, f.setting.split) }
func (f *settingFlag) Type() string   { return f.setting.value }

// Set keeps the last value of a setting, and all of a list.
func (f *settingFlag) Set(raw string) error {
	if f.setting.split == "" {
		f.given = nil
	}
	f.given = append(f.given, raw)
	return nil
}

// withoutFlag are settings that a command line must not hold.
var withoutFlag = map[string]settingID{
	"password": password, "service-key": serviceKey, "jwt-secret": jwtSecret, "expired-token": expiredToken,
	"oauth-client": oauthClients, "oauth-clients": oauthClients, "oauth-client-id": oauthClients, "oauth-client-secret": oauthClients,
	"oauth-user": oauthUsers, "oauth-users": oauthUsers, "oauth-password": oauthUsers,
}

// valueHints say how a value of a type is written.
var valueHints = map[string]string{
	"bool":     "give it without a value, or =true or =false",
	"duration": "write it like 90s, 5m or 1h",
	"int":      "write a whole number",
}

// flagError names the flag, never its value.
func flagError(cmd *cobra.Command, err error) error {
	see := "see " + cmd.CommandPath() + " --help"
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(cmd, unknown, see)
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if hint, ok := valueHints[invalid.GetFlag().Value.Type()]; ok {
			see = hint
		}
		return refused(see, "--%s: not a value it takes", invalid.GetFlag().Name)
	}
	return refused(see, "%v", err)
}

func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError, see string) error {
	name := unknown.GetSpecifiedName()
	if shorthands := unknown.GetSpecifiedShortnames(); shorthands != "" {
		return refused(see, "unknown flag: -%c", []rune(name)[0])
	}
	if id, ok := withoutFlag[name]; ok {
		return refused("set "+table[id].env[0]+" instead: flags show up in process lists", "there is no flag --%s", name)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if like := closest(name, names); like != "" {
		see = "did you mean --" + like + "?"
	}
	return refused(see, "unknown flag: --%s", name)
}

// closest is the word of a list that differs from name by at most two letters.
func closest(name string, words []string) string {
	best, least := "", 3
	for _, word := range words {
		if d := distance(name, word); d < least {
			best, least = word, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
