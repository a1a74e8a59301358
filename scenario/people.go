package scenario

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// fillSubjects reads who the users are out of their tokens, where nobody said.
func (r *run) fillSubjects() {
	r.config.Users = slices.Clone(r.config.Users)
	for i := range r.config.Users {
		user := &r.config.Users[i]
		claims, _, ok := claimsOf(user.Token)
		if !ok {
			continue
		}
		if subject, _ := claims["sub"].(string); user.Subject == "" {
			user.Subject = subject
		}
		if email, _ := claims["email"].(string); user.Email == "" {
			user.Email = email
		}
	}
}

// preparePeople gets from the provider what some identities need: its public
// keys, and a session of user 1 that is logged out again.
func (r *run) preparePeople(ctx context.Context) {
	fetch := r.config.PublicKeys
	var all errgroup.Group
	if r.config.Provider != nil {
		fetch = r.config.Provider.JWKS
		all.Go(func() error { r.endSession(ctx); return nil })
	}
	if fetch != nil {
		all.Go(func() error { r.fetchPublicKeys(ctx, fetch); return nil })
	}
	all.Wait()
}

func (r *run) fetchPublicKeys(ctx context.Context, fetch PublicKeys) {
	keys, err := fetch(ctx)
	if err != nil {
		return // a provider without public keys has none to be confused by
	}
	for _, key := range keys {
		if text, err := key.PEM(); err == nil {
			r.publicKeys = append(r.publicKeys, string(text))
		}
	}
}

// endSession logs user 1 in once more and out again; the run's own session stays.
func (r *run) endSession(ctx context.Context) {
	one := r.user(0)
	if one.Password == "" {
		return
	}
	lasting, cancel := outlive(ctx)
	defer cancel()
	session, err := r.config.Provider.Login(lasting, one.Email, one.Password)
	if err != nil {
		return
	}
	if r.config.Provider.Logout(lasting, session.AccessToken) == nil {
		r.endedToken = session.AccessToken
	}
}

// describe fills in what the server says about itself.
func (t *Target) describe(info langgraph.Info) {
	t.Server, t.Version, t.Kind = "langgraph-api", info.Version, info.Host.Kind
	if info.JS != "" {
		t.Server = "langgraphjs-api"
	}
}
