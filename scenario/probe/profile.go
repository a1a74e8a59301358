package probe

import (
	"context"
	"slices"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// keptProfile is the field in which a profile keeps its own values while it is edited:
// a run that was killed has the next one, or `authcheck cleanup`, put them back.
const keptProfile = "authcheck_original"

// editProfile edits what user 2 may edit (user_metadata), logs in once more, looks,
// and puts everything back as it was.
func (p *Prober) editProfile(ctx context.Context) {
	o, other := catalog.AsEdited, p.keys.other()
	check := catalog.Check(o.ID, other.ID)
	switch {
	case !p.config.Has(check) || !p.has(o, other) || ctx.Err() != nil:
	case !p.config.hasLogin(1):
		p.log.excuse(check, "tokens were given: the profile can't be edited", false)
	default:
		if reason, failed := p.lookAsEdited(ctx, other); reason != "" {
			p.log.excuse(check, reason, failed)
		}
	}
}

// lookAsEdited says why it was not tried: as the provider takes no edits, or for a failure
// on the way.
func (p *Prober) lookAsEdited(ctx context.Context, other caller) (excuse string, failed bool) {
	provider, two := p.config.Provider, p.config.Users[1]
	before, err := twice(ctx, func() (supabase.User, error) { return profileOf(ctx, provider, p.wire.token(ctx, 1)) })
	if err != nil {
		return "the provider did not show User 2's profile", true
	}
	claimed, original := p.claimedProfile(before.UserMetadata, p.profileOfOne(ctx))
	defer p.putBack(ctx, original)
	edited, err := twice(ctx, func() (supabase.User, error) { return writeProfile(ctx, provider, p.wire.token(ctx, 1), claimed) })
	switch {
	case declined(err):
		return "the provider lets no user edit a profile", false
	case err != nil:
		return "the provider did not let User 2 edit their own profile", true
	case edited.UserMetadata[keptProfile] == nil:
		return "the provider takes only fields that it knows into a profile", false
	}
	lasting, cancel := outlive(ctx, grace)
	defer cancel()
	session, err := twice(lasting, func() (supabase.Session, error) { return login(lasting, provider, two) })
	if err != nil {
		return "User 2 could not log in once more", true
	}
	p.keys.remember(session.AccessToken)
	defer p.endSession(ctx, "User 2", session.AccessToken) // the token carries the edits
	if session.User.UserMetadata[keptProfile] == nil {
		return "the provider did not take User 2's edits", true
	}
	p.attack(ctx, catalog.AsEdited, other, withHeader(bearer(session.AccessToken)))
	if claiming := catalog.AsEditedClaiming; p.config.Has(catalog.Check(claiming.ID, other.ID)) && p.has(claiming, other) && !p.anyLeaks(claiming.Plain, other) {
		p.attack(ctx, claiming, other, withHeader(bearer(session.AccessToken)))
	}
	p.wire.doubt(1) // some servers let only the newest session in
	return "", false
}

// anyLeaks tells whether one of the operations has shown user 1's data to a caller.
func (p *Prober) anyLeaks(operations []string, who caller) bool {
	return slices.ContainsFunc(operations, func(id string) bool { return slices.ContainsFunc(p.log.attacks(id, who.ID), p.log.known().Leaks) })
}

// endSession ends a session that this run opened, if nothing else has.
func (p *Prober) endSession(ctx context.Context, user, token string) {
	if persist(ctx, func(ctx context.Context) error { return logout(ctx, p.config.Provider, token) }) != nil {
		p.stillOpen(user)
	}
}

// stillOpen says that a session goes on which this run has opened and could not end.
func (p *Prober) stillOpen(user string) {
	p.wire.fallShort("a session could not be ended", "a session of "+user+" that this run opened could not be ended: it lasts until it expires, and nobody has its token")
}

// putBack restores user 2's profile.
func (p *Prober) putBack(ctx context.Context, original map[string]any) {
	err := persist(ctx, func(ctx context.Context) error {
		return restoreProfile(ctx, p.config.Provider, p.wire.token(ctx, 1), original)
	})
	if err != nil {
		p.log.left("user_metadata of User 2's profile")
		p.wire.fallShort("User 2's profile could not be put back", "")
	}
}

// How long putting back is tried, also after Ctrl-C, and how often.
const (
	putBackTime  = 20 * time.Second
	putBackTries = 6
)

// persist does what must be done, several times where it fails.
func persist(ctx context.Context, do func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
	defer cancel()
	for try := range putBackTries {
		if try > 0 {
			pause(ctx, againAfter<<(try-1))
		}
		if err = do(ctx); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// claimedProfile is user 1's, as far as a careless handler may look at it: what user 1's
// own says, what the server writes on things of user 1, and roles. original has the
// profile's own values; null removes what was not there. Where an earlier run has left its
// edits, the own values are those that it kept.
func (p *Prober) claimedProfile(metadata, ofOne map[string]any) (claimed, original map[string]any) {
	claim := p.log.known().Users[0].Claim()
	claim.Role = p.log.known().Role
	claimed, original = catalog.ClaimedProfile(claim, ofOne), make(map[string]any)
	kept, edited := metadata[keptProfile].(map[string]any)
	for name := range claimed {
		original[name] = metadata[name]
		if edited {
			original[name] = kept[name]
		}
	}
	claimed[keptProfile] = original
	return claimed, original
}

// profileOfOne is what user 1's own profile says; nothing where the provider does not
// show it.
func (p *Prober) profileOfOne(ctx context.Context) map[string]any {
	user, err := profileOf(ctx, p.config.Provider, p.wire.token(ctx, 0))
	if err != nil {
		return nil
	}
	delete(user.UserMetadata, keptProfile)
	return user.UserMetadata
}
