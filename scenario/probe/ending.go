package probe

import (
	"context"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

const (
	shortLife = 90 * time.Second // of provider's tokens: their end is waited for, with --deep
	afterEnd  = 1100 * time.Millisecond
	longAfter = 75 * time.Second // with --deep: longer than a cache may be thought sound
)

// ending is a token that is used on the server and ends then, with a twin that is not.
type ending struct {
	used, unused string
	at           time.Time
}

// prepareTokens gets everything that some identities present.
func (p *Prober) prepareTokens(ctx context.Context) {
	together(
		func() { p.keys.prepare(ctx) },
		func() { p.useAndLogOut(ctx) },
		func() { p.useAccounts(ctx) },
		func() {
			accepted := p.keys.askProvider(ctx)
			p.log.change(func(t *transcript.Transcript) { t.Accepted = accepted })
		},
	)
	p.askSettings(ctx)
	_, where, ok := secretOf(p.config.Users[0].Token, "")
	p.log.change(func(t *transcript.Transcript) {
		t.Facts.Local = onThisMachine(p.config.providerAddress())
		if ok {
			t.Facts.Secret = where
		}
	})
}

// askSettings asks the provider whether it gives sessions to anybody.
func (p *Prober) askSettings(ctx context.Context) {
	if p.config.Provider == nil || !p.config.Has(catalog.Check(catalog.TokenAnonymous.ID, "anon-key")) {
		return
	}
	if settings, err := p.config.Provider.Settings(ctx); err == nil {
		anonymous := settings.External["anonymous_users"]
		p.log.change(func(t *transcript.Transcript) { t.Facts.Anonymous = &anonymous })
	}
}

// useOnce shows a token to the server, as user 1: whether it was let in.
func (p *Prober) useOnce(ctx context.Context, token string) bool {
	row := catalog.Named("threads.search")
	e := p.ask(ctx, row, p.keys.owner(), withHeader(bearer(token)), p.log.values(row, p.keys.owner().Identity))
	return p.log.known().LetIn(row, e)
}

// useAndLogOut opens one more session of user 1, uses it, and ends it.
func (p *Prober) useAndLogOut(ctx context.Context) {
	id := catalog.IdentityNamed("used-logged-out")
	if !p.config.hasLogin(0) || !p.config.Has(catalog.Check("threads.search", id.ID)) {
		return
	}
	session, err := p.keys.openSession(ctx)
	if err != nil {
		p.keys.fail(id.Token)
		return
	}
	used := p.useOnce(ctx, session.AccessToken)
	if p.keys.closeSession(ctx, session.AccessToken) != nil || !used {
		p.keys.fail(id.Token)
		return
	}
	p.keys.keep(id.Token, session.AccessToken)
}

// useEnding uses a token that ends soon: one that is minted for that, where the secret is
// known, else one of a provider whose tokens are short.
func (p *Prober) useEnding(ctx context.Context) {
	id := catalog.IdentityNamed("used-expired")
	if !p.config.Has(catalog.Check("threads.search", id.ID)) {
		return
	}
	soon, missing := p.endingToken(ctx)
	if missing == "" && !p.useOnce(ctx, soon.used) {
		missing = "the server did not accept a token that was about to end"
	}
	if missing != "" {
		p.keys.lack(id.Token, missing)
		return
	}
	p.keys.keep(id.Token, soon.used)
	p.ending = soon
}

// enough is how long a token lives at least that is to be used once. A server on this machine
// has its clock; others may be ahead.
func (p *Prober) enough() time.Duration {
	if onThisMachine(p.config.URL) {
		return time.Second/2 + 2*p.authTime()
	}
	return time.Second + 4*p.authTime()
}

func (p *Prober) endingToken(ctx context.Context) (ending, string) {
	end := time.Now().Add(p.enough() + time.Second).Truncate(time.Second)
	named := func(name string) (token, missing string) {
		token, missing = p.keys.minted(func(c jwt.MapClaims) { c["exp"], c["jti"] = end.Unix(), "authcheck-"+name })
		p.keys.remember(token)
		return token, missing
	}
	used, missing := named("used")
	if missing == "" {
		unused, _ := named("unused")
		return ending{used, unused, end}, ""
	}
	if left := lifeLeft(p.config.Users[0].Token, time.Now()); !p.config.Deep || left <= 0 || left > shortLife || !p.config.hasLogin(0) {
		return ending{}, missing
	}
	return p.endingSessions(ctx)
}

// endingSessions are two sessions of a provider whose tokens are short. Their tokens are not
// renewed, and end by themselves; the sessions are ended in the end.
func (p *Prober) endingSessions(ctx context.Context) (ending, string) {
	var tokens []string
	for range 2 {
		session, err := p.keys.openSession(ctx)
		if err != nil {
			return ending{}, "no further sessions could be opened to wait for their end"
		}
		p.keys.waiting = append(p.keys.waiting, session)
		tokens = append(tokens, session.AccessToken)
	}
	return ending{tokens[0], tokens[1], time.Now().Add(lifeLeft(tokens[1], time.Now()))}, ""
}

// endWaiting ends the sessions whose tokens were waited for. A token that is over ends no
// session: it is renewed for that.
func (p *Prober) endWaiting(ctx context.Context) {
	for _, session := range p.keys.waiting {
		renewed, err := twice(ctx, func() (renewed supabase.Session, err error) {
			err = within(ctx, func(ctx context.Context) (err error) {
				renewed, err = p.config.Provider.Refresh(ctx, session.RefreshToken)
				return err
			})
			return renewed, err
		})
		if err == nil {
			p.keys.remember(renewed.AccessToken)
			p.endSession(ctx, "User 1", renewed.AccessToken)
		} else if !isOver(err) {
			p.stillOpen("User 1")
		}
	}
}

// tryEnded waits for the end of the token that was used, and tries it again; where it is
// let in, its twin tells whether that is for having been used.
func (p *Prober) tryEnded(ctx context.Context) {
	row, who := catalog.Named("threads.search"), p.keys.caller("used-expired")
	if p.ending.used == "" || who.missing != "" || ctx.Err() != nil {
		return
	}
	p.progress.phase("waiting for a token to end")
	pause(ctx, time.Until(p.ending.at)+afterEnd)
	as := withHeader(bearer(p.ending.used))
	if e := p.attack(ctx, row, who, as); !p.log.known().LetIn(row, e) {
		return
	}
	if p.config.Deep && !p.stillIn(ctx, row, who, as) {
		return
	}
	twin := p.ask(ctx, row, who, withHeader(bearer(p.ending.unused)), p.log.values(row, who.Identity))
	twin.Part = transcript.Unused
	p.log.add(twin)
}

// usesMeanwhile is how often what has ended is used until no sound cache remembers it any
// longer: there are some that forget only what is not used.
const usesMeanwhile = 8

// stillIn goes on using what has ended until it is refused, or no sound cache remembers it
// any longer: the last answer counts.
func (p *Prober) stillIn(ctx context.Context, o catalog.Operation, who caller, as form) bool {
	p.progress.phase("waiting for a cache to forget")
	for range usesMeanwhile {
		pause(ctx, longAfter/usesMeanwhile)
		if ctx.Err() != nil {
			break
		}
		e := p.ask(ctx, o, who, as, p.log.values(o, who.Identity))
		e.Part = transcript.Attack
		p.log.replace(e)
		if !p.log.known().LetIn(o, e) {
			return false
		}
	}
	return true
}

// tryCaches waits, with --deep, for caches that let in what was used and has ended, where
// the same is refused that was never used.
func (p *Prober) tryCaches(ctx context.Context, callers []caller) {
	if !p.config.Deep {
		return
	}
	row := catalog.Named("threads.search")
	letIn := func(id string) (in, tried bool) {
		answers := p.log.attacks(row.ID, id)
		return len(answers) > 0 && p.log.known().LetIn(row, answers[0]), len(answers) > 0
	}
	var waiting []func()
	for _, who := range callers {
		in, _ := letIn(who.ID)
		unused, tried := letIn(who.Unused)
		if in && tried && !unused && ctx.Err() == nil {
			waiting = append(waiting, func() { p.stillIn(ctx, row, who, who.forms[0]) })
		}
	}
	together(waiting...)
}
