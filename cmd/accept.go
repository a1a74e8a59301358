package cmd

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/pflag"

	"authcheck/scenario"
)

// defaultAcceptFile is read from the working folder where there is one.
const defaultAcceptFile = "authcheck.yaml"

// acceptOptions say which findings are lived with.
type acceptOptions struct {
	given []string
	file  string
	flags *pflag.FlagSet
}

func (o *acceptOptions) addFlags(flags *pflag.FlagSet) {
	o.flags = flags
	flags.StringArrayVar(&o.given, "accept", nil, "live with a finding: `CODE=REASON`, or CODE=REASON;until=2026-12-31 (repeat)")
	flags.StringVar(&o.file, "accept-file", defaultAcceptFile, "`FILE` of findings to live with")
}

// read returns what is accepted. A flag goes before the file.
func (o *acceptOptions) read() ([]scenario.Acceptance, error) {
	list, err := o.fromFlags()
	if err != nil {
		return nil, err
	}
	filed, err := o.fromFile()
	if err != nil {
		return nil, err
	}
	for _, a := range filed {
		if !has(list, a.Code) {
			list = append(list, a)
		}
	}
	return list, nil
}

func has(list []scenario.Acceptance, code string) bool {
	return slices.ContainsFunc(list, func(a scenario.Acceptance) bool { return a.Code == code })
}

func (o *acceptOptions) fromFlags() ([]scenario.Acceptance, error) {
	var list []scenario.Acceptance
	for _, text := range o.given {
		code, rest, _ := strings.Cut(text, "=")
		a := scenario.Acceptance{Code: strings.TrimSpace(code), Reason: strings.TrimSpace(rest)}
		if i := strings.LastIndex(rest, ";until="); i >= 0 {
			a.Reason, a.Until = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+len(";until="):])
			if a.Until == "" {
				return nil, refused(acceptForm, "--accept: %s: no date after until=", a.Code)
			}
		}
		var err error
		if list, err = addAcceptance(list, a, "--accept", acceptForm); err != nil {
			return nil, err
		}
	}
	return list, nil
}

const (
	acceptForm     = "write it like --accept 'store-shared=one team;until=2026-12-31'; authcheck explain lists the codes"
	acceptFileForm = "accepted: is a list of code, reason and, if it ends, until (2026-12-31); authcheck explain lists the codes"
)

// fromFile reads authcheck.yaml, or the file that was named.
func (o *acceptOptions) fromFile() ([]scenario.Acceptance, error) {
	file, err := os.Open(o.file)
	if errors.Is(err, fs.ErrNotExist) && !o.flags.Changed("accept-file") {
		return nil, nil
	}
	if err != nil {
		return nil, refused("--accept-file names a file such as authcheck.yaml", "cannot read %s: %v", o.file, errors.Unwrap(err))
	}
	defer file.Close()
	var content struct{ Accepted []scenario.Acceptance }
	if err := yaml.NewDecoder(file, yaml.Strict()).Decode(&content); err != nil && !errors.Is(err, io.EOF) {
		problem, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
		return nil, refused(acceptFileForm, "cannot read %s: %s", o.file, problem)
	}
	var list []scenario.Acceptance
	for _, a := range content.Accepted {
		if list, err = addAcceptance(list, a, o.file, acceptFileForm); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// addAcceptance checks an acceptance against what can be accepted, and against the others.
func addAcceptance(list []scenario.Acceptance, a scenario.Acceptance, source, form string) ([]scenario.Acceptance, error) {
	if err := a.Check(); err != nil {
		return nil, refused(form, "%s: %v", source, err)
	}
	if has(list, a.Code) {
		return nil, refused("leave one of them out", "%s: %s is accepted twice", source, a.Code)
	}
	return append(list, a), nil
}
