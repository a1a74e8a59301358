package settings

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/pflag"

	"authcheck/cmd/failure"
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// policyFile is read from the working folder where there is one.
const policyFile = "authcheck.yaml"

// misnamed is how it is called where the ending is taken for as good.
const misnamed = "authcheck.yml"

// Policy says who the users are, what they may do with each other's things, and which
// findings are lived with.
type Policy struct {
	Users    []PolicyUser
	Allow    []catalog.Allowance
	Accepted []result.Acceptance
}

// PolicyUser is a user of a policy: one of the test users, or one whose token or OAuth2
// client a variable of the environment has.
type PolicyUser struct {
	catalog.Person
	Account  int    // from 1; 0: none
	Variable string // of a token, or of a client
	Client   bool   // the variable has ID:SECRET
	At       string // where the file says so
}

// Accounts says for each resource, and of each test user, as `authcheck login` calls them, whose
// things the policy lets them see, of those of other test users.
func (p Policy) Accounts() map[string]map[string][]string {
	allowed := map[string]map[string][]string{}
	for _, resource := range catalog.Sharable {
		users := map[string][]string{}
		for _, visitor := range p.Users {
			for _, owner := range p.Users {
				if visitor.Account > 0 && owner.Account > 0 && visitor.Account != owner.Account && catalog.Between(p.Allow, visitor.Person, owner.Person).Shows(resource) {
					name := UserName(visitor.Account - 1)
					users[name] = append(users[name], UserName(owner.Account-1))
				}
			}
		}
		if len(users) > 0 {
			allowed[resource] = users
		}
	}
	return allowed
}

// PolicyFlags are those of the commands that judge.
type PolicyFlags struct {
	accept []string
	file   string
	flags  *pflag.FlagSet
}

// AddFlags gives a command --accept and --policy.
func (o *PolicyFlags) AddFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.accept, "accept", nil, "live with a finding: `CODE=REASON`, or CODE=REASON;until=2026-12-31 (repeat)")
	o.AddFile(flags)
}

// AddFile gives a command --policy alone.
func (o *PolicyFlags) AddFile(flags *pflag.FlagSet) {
	o.flags = flags
	flags.StringVar(&o.file, "policy", policyFile, "`FILE` of users and what they may do, and of findings to live with")
	flags.StringVar(&o.file, "accept-file", policyFile, "the same `FILE`")
	_ = flags.MarkHidden("accept-file") // as it was called when it had findings only
}

// Read returns the policy. What flags say goes before the file.
func (o *PolicyFlags) Read(ctx context.Context) (Policy, error) {
	if o.flags.Changed("policy") && o.flags.Changed("accept-file") {
		return Policy{}, failure.Refused("leave --accept-file out", "--policy and --accept-file are two names of one flag")
	}
	p, err := o.readFile(ctx)
	if err == nil {
		p.Accepted, err = accepted(o.accept, p.Accepted)
	}
	return p, err
}

func (o *PolicyFlags) readFile(ctx context.Context) (Policy, error) {
	text, err := ReadFile(ctx, o.file, maxPolicy)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !o.named():
		if _, err := os.Stat(misnamed); err == nil {
			return Policy{}, failure.Refused("call it "+policyFile+", or name it: --policy "+misnamed, "%s is not read", misnamed)
		}
		return Policy{}, nil
	case ctx.Err() != nil:
		return Policy{}, context.Cause(ctx)
	case err != nil:
		return Policy{}, failure.Refused("--policy names a file such as authcheck.yaml", "cannot read %s: %v", o.file, failure.Root(err))
	}
	p, err := parsePolicy(o.file, text)
	if err == nil && o.named() && len(p.Users)+len(p.Allow)+len(p.Accepted) == 0 {
		return Policy{}, failure.Refused(policyHint, "%s says nothing", o.file)
	}
	return p, err
}

// named tells whether a flag names the file.
func (o *PolicyFlags) named() bool {
	return o.flags.Changed("policy") || o.flags.Changed("accept-file")
}
