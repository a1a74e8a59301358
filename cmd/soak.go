package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"authcheck/scenario"
	"authcheck/scenario/result"
)

// soakOptions have many users ask at once, in the place of the matrix.
type soakOptions struct {
	length time.Duration // 0: the matrix
}

func (o *soakOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&o.length, "soak", 0, "in place of the checks: all users ask at once for `DURATION`, and no answer may be another's")
}

// check refuses what does not go with a soak.
func (o *soakOptions) check(v *verifyOptions) error {
	switch {
	case o.length < 0:
		return refused("write it like 60s", "--soak: must not be negative")
	case o.length == 0:
		return nil
	}
	for _, flag := range []struct {
		name  string
		given bool
	}{{"--quick", v.quick}, {"--plan", v.plan}, {"--run-graph", v.runGraph}, {"--deep", v.deep}, {"--only", len(v.only) > 0},
		{"--skip", len(v.skip) > 0}, {"--allow-route", len(v.allowRoutes) > 0}, {"--allow-account-changes", v.accounts}} {
		if flag.given {
			return refused("leave one of them out: a soak takes the place of the checks", "--soak and %s exclude each other", flag.name)
		}
	}
	return nil
}

// scenario is what is run.
func (o *soakOptions) scenario(ctx context.Context, c scenario.Config) (*result.Report, error) {
	if o.length > 0 {
		return scenario.Soak(ctx, c, o.length)
	}
	return scenario.Verify(ctx, c)
}
