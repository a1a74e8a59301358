package probe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// spare are the accounts that the run makes at the provider, none of which stays.
type spare struct {
	mu      sync.Mutex
	tried   bool            // whether any were to be made: the answer may have been lost
	there   map[string]bool // by ID, those that were made and not removed
	secrets []string        // their addresses and passwords
}

// account is one of them, logged in.
type account struct{ id, token string }

func (s *spare) secret() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.secrets)
}

// begin notes that an account is about to be made, with these secrets.
func (s *spare) begin(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried = true
	s.secrets = append(s.secrets, secrets...)
}

// note notes whether an account is there.
func (s *spare) note(id string, there bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.there == nil {
		s.there = map[string]bool{}
	}
	if s.there[id] = there; !there {
		delete(s.there, id)
	}
}

// left are the accounts that are still there, as far as it is known; any tells whether
// there were to be some.
func (s *spare) left() (ids []string, any bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.there)), s.tried
}

// useAccounts makes accounts, uses half of them on the server, and ends them.
func (p *Prober) useAccounts(ctx context.Context) {
	if p.config.Admin == nil || p.config.Provider == nil {
		return
	}
	together(
		func() { p.endAccounts(ctx, "deleted-account", "used-deleted-account", p.deleteAccount) },
		func() { p.endAccounts(ctx, "banned-account", "used-banned-account", p.banAccount) },
		func() { p.openAnonymously(ctx) },
	)
}

// wantsAny tells whether any of the identities is to be tried.
func (p *Prober) wantsAny(ids ...string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return p.config.Has(catalog.Check("threads.search", id)) })
}

// endAccounts makes two accounts, uses one of them on the server, and ends both.
func (p *Prober) endAccounts(ctx context.Context, unusedID, usedID string, end func(context.Context, account) error) {
	if !p.wantsAny(unusedID, usedID) {
		return
	}
	kinds := []catalog.TokenKind{catalog.IdentityNamed(unusedID).Token, catalog.IdentityNamed(usedID).Token}
	var both [2]account
	for i := range both {
		var err error
		if both[i], err = p.openAccount(ctx); err != nil {
			p.lackAccounts(err, kinds...)
			return
		}
	}
	used := p.useOnce(ctx, both[1].token)
	for i, a := range both {
		err := end(ctx, a)
		if i == 1 && err == nil && !used {
			p.keys.lack(kinds[i], "the server does not let a new account in")
			return
		}
		if err != nil {
			p.lackAccounts(err, kinds[i:]...)
			return
		}
		p.keys.keep(kinds[i], a.token)
	}
}

// lackAccounts notes why there are no tokens of accounts: as the provider has refused
// one, or for a failure on the way.
func (p *Prober) lackAccounts(err error, kinds ...catalog.TokenKind) {
	refused, ok := errors.AsType[*supabase.Error](err)
	for _, kind := range kinds {
		p.keys.lack(kind, "no account could be made and ended: "+err.Error())
		if !ok || refused.Foreign || refused.Status >= 500 {
			p.keys.fail(kind)
		}
	}
}

// openAccount makes an account, and logs it in.
func (p *Prober) openAccount(ctx context.Context) (account, error) {
	ctx, cancel := outlive(ctx, grace) // else nobody would know what was made
	defer cancel()
	fields := supabase.AdminAccount{Email: spareAddress(p.config.Users[0].Email, p.log.known().Tag), Password: "aA1!" + randomHex(16),
		EmailConfirm: true, UserMetadata: p.accountTag()}
	p.spare.begin(fields.Email, fields.Password)
	var made supabase.User
	err := within(ctx, func(ctx context.Context) (err error) { made, err = p.config.Admin.AdminCreate(ctx, fields); return err })
	if err != nil {
		return account{}, err
	}
	p.spare.note(made.ID, true)
	user := User{Name: "the account", Email: fields.Email, Password: fields.Password, Subject: made.ID}
	if p.config.Users[0].Login != nil { // the project may take no password
		user.Login = func(ctx context.Context) (supabase.Session, error) {
			return p.config.Admin.AdminOpenSession(ctx, fields.Email)
		}
	}
	session, err := twice(ctx, func() (supabase.Session, error) { return login(ctx, p.config.Provider, user) })
	if err != nil {
		return account{}, err
	}
	p.keys.remember(session.AccessToken)
	return account{made.ID, session.AccessToken}, nil
}

// accountTag is by what an account is known as the run's own. Supabase finds users by their
// address and by their full_name, and anonymous ones have no address.
func (p *Prober) accountTag() map[string]any {
	tag := p.log.known().Tag
	return map[string]any{"made_by": catalog.MadeBy, "authcheck": tag, "full_name": tag}
}

// spareAddress is an address of the run's own in the mailbox of a test user, which no mail
// is sent to.
func spareAddress(users, tag string) string {
	mailbox, domain, ok := strings.Cut(users, "@")
	if !ok {
		mailbox, domain = catalog.MadeBy, "example.com"
	}
	mailbox, _, _ = strings.Cut(mailbox, "+")
	return strings.ToLower(fmt.Sprintf("%s+%s-%s@%s", mailbox, tag, randomHex(4), domain))
}

// openAnonymously makes a user without an address, where the project gives such to anybody.
func (p *Prober) openAnonymously(ctx context.Context) {
	id := catalog.IdentityNamed("anonymous-user")
	if !p.wantsAny(id.ID) {
		return
	}
	if settings, err := p.config.Provider.Settings(ctx); err == nil && !settings.External["anonymous_users"] {
		p.keys.lack(id.Token, "anonymous sign-ins are off")
		return
	}
	ctx, cancel := outlive(ctx, grace)
	defer cancel()
	p.spare.begin()
	var session supabase.Session
	err := within(ctx, func(ctx context.Context) (err error) {
		session, err = p.config.Provider.SignInAnonymously(ctx, p.accountTag())
		return err
	})
	if err != nil {
		p.lackAccounts(err, id.Token)
		return
	}
	p.spare.note(session.User.ID, true)
	p.keys.remember(session.AccessToken)
	p.keys.keep(id.Token, session.AccessToken)
}

// deleteAccount deletes an account, and looks whether its token has ended with it.
func (p *Prober) deleteAccount(ctx context.Context, a account) error {
	if err := p.removeAccount(ctx, a.id); err != nil {
		return err
	}
	_, err := profileOf(ctx, p.config.Provider, a.token)
	switch {
	case err == nil:
		return errors.New("the provider still knows the account that was deleted")
	case !hasEnded(err):
		return err
	}
	return nil
}

// banAccount bans an account; cleaning up removes it.
func (p *Prober) banAccount(ctx context.Context, a account) error {
	return persist(ctx, func(ctx context.Context) error {
		return within(ctx, func(ctx context.Context) error {
			_, err := p.config.Admin.AdminUpdateUser(ctx, a.id, supabase.AdminChange{BanDuration: "1h"})
			return err
		})
	})
}

func (p *Prober) removeAccount(ctx context.Context, id string) error {
	err := persist(ctx, func(ctx context.Context) error {
		return within(ctx, func(ctx context.Context) error { return DeleteAccount(ctx, p.config.Admin, id) })
	})
	if err == nil {
		p.spare.note(id, false)
	}
	return err
}

// removeAccounts removes what was made, and looks for what else has the run's tag: the
// answer that would have told of it may have been lost.
func (p *Prober) removeAccounts(ctx context.Context) {
	if _, any := p.spare.left(); !any {
		return
	}
	for range 2 {
		p.removeKnown(ctx)
		if err := p.lookForAccounts(ctx); err != nil {
			p.log.left("accounts with the tag " + p.log.known().Tag + ", if there are any")
			break
		}
	}
	still, _ := p.spare.left()
	for _, id := range still {
		p.log.left("account " + id)
	}
}

// removeKnown removes all accounts of which it is known that they are there.
func (p *Prober) removeKnown(ctx context.Context) {
	known, _ := p.spare.left()
	var all []func()
	for _, id := range known {
		all = append(all, func() { _ = p.removeAccount(ctx, id) })
	}
	together(all...)
}

// lookForAccounts finds out which accounts are there. A search may not show one, so each that
// is known is asked for.
func (p *Prober) lookForAccounts(ctx context.Context) error {
	return persist(ctx, func(ctx context.Context) error {
		found, err := FindAccounts(ctx, p.config.Admin, p.log.known().Tag)
		if err != nil {
			return err
		}
		for _, a := range found {
			p.spare.note(a.ID, true)
		}
		known, _ := p.spare.left()
		for _, id := range known {
			if slices.ContainsFunc(found, func(a supabase.User) bool { return a.ID == id }) {
				continue
			}
			if _, err := p.config.Admin.AdminUser(ctx, id); isGone(err) {
				p.spare.note(id, false)
			}
		}
		return nil
	})
}
