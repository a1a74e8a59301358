package probe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// keyring has the tokens that callers present.
type keyring struct {
	config Config

	mu         sync.Mutex
	publicKeys []supabase.JWK                 // of the provider
	kept       map[catalog.TokenKind]string   // tokens that were prepared
	lacking    map[catalog.TokenKind]string   // why others were not
	others     []string                       // tokens of further sessions
	waiting    []supabase.Session             // of user 1: their tokens end by themselves
	open       bool                           // a session of user 1 could not be ended
	failed     map[catalog.TokenKind]bool     // what the provider did not answer that was to be prepared
	shown      map[catalog.TokenKind][]string // presented so far, as far as it is secret
	forged     map[catalog.TokenKind]forgery
	listener   *keyListener // where our own keys are published; nil for nowhere
}

// keep notes a token that was prepared.
func (k *keyring) keep(kind catalog.TokenKind, token string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[kind] = token
}

// lack notes why a token was not prepared.
func (k *keyring) lack(kind catalog.TokenKind, reason string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lacking[kind] = reason
}

// remember notes the token of a further session, as one that must stand nowhere.
func (k *keyring) remember(token string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.others = append(k.others, token)
}

func newKeyring(c Config) *keyring {
	return &keyring{config: c, kept: map[catalog.TokenKind]string{}, lacking: map[catalog.TokenKind]string{}, shown: map[catalog.TokenKind][]string{}}
}

// knownUsers fills in who the users are out of their tokens, where nobody said.
func knownUsers(users []User) []User {
	users = slices.Clone(users)
	for i := range users {
		claims, _, ok := supabase.Claims(users[i].Token)
		if !ok {
			continue
		}
		if subject, _ := claims["sub"].(string); users[i].Subject == "" {
			users[i].Subject = subject
		}
		if email, _ := claims["email"].(string); users[i].Email == "" {
			users[i].Email = email
		}
	}
	return users
}

// prepare gets from the provider what some identities need: its public keys, and a
// session of user 1 that is logged out again.
func (k *keyring) prepare(ctx context.Context) {
	fetch := k.config.PublicKeys
	if onThisMachine(k.config.URL) {
		k.listener = publishOwnKeys()
	}
	var all errgroup.Group
	if k.config.Provider != nil {
		fetch = k.config.Provider.JWKS
		all.Go(func() error { k.endSession(ctx); return nil })
	}
	if fetch != nil {
		all.Go(func() error { k.fetchPublicKeys(ctx, fetch); return nil })
	}
	_ = all.Wait()
}

func (k *keyring) fetchPublicKeys(ctx context.Context, fetch PublicKeys) {
	keys, err := twice(ctx, func() (keys []supabase.JWK, err error) {
		err = within(ctx, func(ctx context.Context) (err error) { keys, err = fetch(ctx); return err })
		return keys, err
	})
	refused, ok := errors.AsType[*supabase.Error](err)
	switch {
	case ok && !refused.Foreign && refused.Status < 500:
		return // a provider without public keys has none to be confused by
	case (err != nil || keys == nil) && sharesSecret(k.config.Users[0].Token):
		return // whose issuer may be a name only
	case err != nil || keys == nil:
		k.fail(catalog.ForgedConfused)
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, key := range keys {
		if _, err := key.PublicKey(); err == nil {
			k.publicKeys = append(k.publicKeys, key)
		}
	}
}

// sharesSecret tells a token that is signed with what its server knows, too: no public key.
func sharesSecret(token string) bool {
	_, header, _ := supabase.Claims(token)
	alg, _ := header["alg"].(string)
	return strings.HasPrefix(alg, "HS")
}

// endSession logs user 1 in once more and out again; the run's own session stays.
func (k *keyring) endSession(ctx context.Context) {
	if !k.config.hasLogin(0) {
		return
	}
	session, err := k.openSession(ctx)
	if err != nil || k.closeSession(ctx, session.AccessToken) != nil {
		k.fail(catalog.LoggedOut)
		return
	}
	k.keep(catalog.LoggedOut, session.AccessToken)
}

// openSession logs user 1 in once more.
func (k *keyring) openSession(ctx context.Context) (session supabase.Session, err error) {
	lasting, cancel := outlive(ctx, grace)
	defer cancel()
	one := k.config.Users[0]
	session, err = twice(lasting, func() (supabase.Session, error) { return login(lasting, k.config.Provider, one) })
	if err != nil {
		return session, fmt.Errorf("log %s in once more: %w", one.Name, err)
	}
	k.remember(session.AccessToken)
	return session, nil
}

func (k *keyring) closeSession(ctx context.Context, token string) error {
	err := persist(ctx, func(ctx context.Context) error { return logout(ctx, k.config.Provider, token) })
	if err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.open = true
	}
	return err
}

// fail notes that a kind of token could not be had for a failure on the way.
func (k *keyring) fail(kind catalog.TokenKind) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed == nil {
		k.failed = map[catalog.TokenKind]bool{}
	}
	k.failed[kind] = true
}

// hasFailed tells whether a kind of token could not be had for a failure on the way.
func (k *keyring) hasFailed(kind catalog.TokenKind) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failed[kind]
}

// twice asks again after a failure that may be over.
func twice[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	got, err := ask()
	refused, ok := errors.AsType[*supabase.Error](err)
	if err == nil || ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || ok && !refused.Foreign && refused.Status < 500 {
		return got, err
	}
	pause(ctx, againAfter)
	return ask()
}

// notSecret are kinds of tokens that stand in many answers, or everywhere.
var notSecret = []catalog.TokenKind{"", catalog.Garbage, catalog.OfTutorial, catalog.Subject, catalog.Email, catalog.Derived}

// presented are the tokens that callers have presented, by kind, as far as they are secret.
func (k *keyring) presented() map[catalog.TokenKind][]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.shown)
}

// callers are all identities with what they send in this run.
func (k *keyring) callers() []caller {
	if k.forged == nil {
		k.forged = forge(k.config.Users[0].Token, k.config.Users[1].Token, k.publicKeys, k.places())
	}
	var all []caller
	for _, id := range catalog.Identities(k.config.Deep, k.config.Admin != nil) {
		tokens, missing := k.tokens(id.Token)
		if id.NamesServer() && !onThisMachine(k.config.URL) {
			tokens, missing = nil, "away from this machine the name decides who answers, and who is sent your headers"
		}
		if !slices.Contains(notSecret, id.Token) {
			k.show(id.Token, tokens)
		}
		all = append(all, caller{Identity: id, forms: k.formsOf(id, tokens), missing: missing})
	}
	return all
}

func (k *keyring) show(kind catalog.TokenKind, tokens []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.shown[kind] = tokens
}

// caller is one of those who need no forging.
func (k *keyring) caller(id string) caller {
	row := catalog.IdentityNamed(id)
	tokens, missing := k.tokens(row.Token)
	return caller{Identity: row, forms: k.formsOf(row, tokens), missing: missing}
}

func (k *keyring) owner() caller { return k.caller("owner") }

func (k *keyring) other() caller { return k.caller("other-user") }

// tokens are those of a kind, or why there are none.
func (k *keyring) tokens(kind catalog.TokenKind) (tokens []string, missing string) {
	if get, ok := unforged[kind]; ok {
		return get(k)
	}
	if change, ok := mints[kind]; ok {
		return k.mintOnce(kind, change)
	}
	return k.forged[kind].tokens, k.forged[kind].missing
}

// unforged is where the tokens come from that are neither forged nor minted, by kind.
var unforged = map[catalog.TokenKind]func(*keyring) (tokens []string, missing string){
	"":              func(*keyring) ([]string, string) { return []string{""}, "" },
	catalog.Garbage: func(*keyring) ([]string, string) { return []string{"garbage"}, "" },
	catalog.OfUser1: func(k *keyring) ([]string, string) { return []string{k.config.Users[0].Token}, "" },
	catalog.OfUser2: func(k *keyring) ([]string, string) { return []string{k.config.Users[1].Token}, "" },
	catalog.Altered: func(k *keyring) ([]string, string) { return []string{altered(k.config.Users[0].Token)}, "" },
	catalog.Subject: func(k *keyring) ([]string, string) {
		return given(k.config.Users[0].Subject, "User 1's ID is not known")
	},
	catalog.Email: func(k *keyring) ([]string, string) {
		return given(k.config.Users[0].Email, "User 1's e-mail address is not known")
	},
	catalog.Derived:       (*keyring).derived,
	catalog.AnonKey:       func(k *keyring) ([]string, string) { return given(k.config.AnonKey, "no anon key was given") },
	catalog.Expired:       func(k *keyring) ([]string, string) { return given(expiredToken(k.config, k.config.Users[0].Token)) },
	catalog.OtherAudience: (*keyring).foreign,
	catalog.OfTutorial:    (*keyring).documented,
	catalog.LoggedOut:     prepared(catalog.LoggedOut, noSession, "no second session could be opened to log out"),
	catalog.UsedLoggedOut: prepared(catalog.UsedLoggedOut, noSession, "no further session could be opened, used and logged out"),
	catalog.UsedExpired:   prepared(catalog.UsedExpired, noSecret, "no token was used that ends soon"),
	catalog.Deleted:       prepared(catalog.Deleted, noAccounts, notEnded),
	catalog.UsedDeleted:   prepared(catalog.UsedDeleted, noAccounts, notEnded),
	catalog.Banned:        prepared(catalog.Banned, noAccounts, notEnded),
	catalog.UsedBanned:    prepared(catalog.UsedBanned, noAccounts, notEnded),
	catalog.Anonymous:     prepared(catalog.Anonymous, noAccounts, notEnded),
}

const (
	noSession  = "tokens were given, so there is no session to log out"
	noAccounts = "tokens were given, so there is no provider in which accounts could be made"
	notEnded   = "no account could be made, used and ended"
)

// documented is a token of LangGraph's tutorial that is not the users' own: who has one of
// them in a table has the other one, too.
func (k *keyring) documented() (tokens []string, missing string) {
	for _, token := range []string{"user1-token", "user2-token"} {
		if !slices.ContainsFunc(k.config.Users, func(u User) bool { return u.Token == token }) {
			return []string{token}, ""
		}
	}
	return nil, "the users' own tokens are those of the documentation"
}

// given is a token that may not be there.
func given(token, missing string) ([]string, string) {
	if token == "" {
		return nil, missing
	}
	return []string{token}, ""
}

// prepared gets a token that had to be prepared, or why there is none: as the provider is
// not known, or as something failed.
func prepared(kind catalog.TokenKind, unknown, failed string) func(*keyring) ([]string, string) {
	return func(k *keyring) ([]string, string) {
		k.mu.Lock()
		defer k.mu.Unlock()
		switch {
		case k.lacking[kind] != "":
			return given(k.kept[kind], k.lacking[kind])
		case k.config.Provider == nil:
			return given(k.kept[kind], unknown)
		}
		return given(k.kept[kind], failed)
	}
}

// further are the tokens of further sessions.
func (k *keyring) further() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.others)
}
