package probe

import (
	"cmp"
	"context"
	"encoding/base64"
	"maps"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// secretOf is the secret that a token is signed with by HS256: the one that was given, or
// one that is published, and where that is. ok is false where it is neither.
func secretOf(token, given string) (secret, where string, ok bool) {
	_, header, isJWT := supabase.Claims(token)
	if !isJWT || header["alg"] != "HS256" {
		return "", "", false
	}
	if known, ok := Published(token); ok {
		return known.Secret, known.Where, true
	}
	return given, "", given != "" && verifies(token, given)
}

// Published is the published secret that a token is signed with.
func Published(token string) (known catalog.PublishedSecret, ok bool) {
	if _, header, isJWT := supabase.Claims(token); !isJWT || header["alg"] != "HS256" {
		return catalog.PublishedSecret{}, false
	}
	for _, known := range catalog.PublishedSecrets {
		if verifies(token, known.Secret) {
			return known, true
		}
	}
	return catalog.PublishedSecret{}, false
}

// verifies tells whether a token that says HS256 is signed with the secret.
func verifies(token, secret string) bool {
	end := strings.LastIndex(token, ".")
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	return err == nil && end > 0 && jwt.SigningMethodHS256.Verify(token[:end], signature, []byte(secret)) == nil
}

// mints are the changes of user 1's claims that a server has to notice.
var mints = map[catalog.TokenKind]func(jwt.MapClaims){
	catalog.OtherAudience: func(c jwt.MapClaims) { c["aud"] = "authcheck-another-application" },
	catalog.OtherIssuer:   func(c jwt.MapClaims) { c["iss"] = "https://authcheck.invalid/auth/v1" },
	catalog.NoSubject:     func(c jwt.MapClaims) { delete(c, "sub") },
	catalog.NoExpiry:      func(c jwt.MapClaims) { delete(c, "exp") },
	catalog.NotYet:        func(c jwt.MapClaims) { c["nbf"] = time.Now().Add(time.Hour).Unix() },
	catalog.ServiceRole:   func(c jwt.MapClaims) { c["role"] = "service_role" },
}

const noSecret = "the provider's secret is not known (SUPABASE_JWT_SECRET), so no token can be minted"

// minted has user 1's claims with a change, and a good signature.
func (k *keyring) minted(change func(jwt.MapClaims)) (token, missing string) {
	one := k.config.Users[0].Token
	secret, _, ok := secretOf(one, k.config.JWTSecret)
	if !ok {
		return "", noSecret
	}
	claims, header, _ := supabase.Claims(one)
	prolonged(claims)
	claims = maps.Clone(claims)
	change(claims)
	return signed(jwt.SigningMethodHS256, claims, header, []byte(secret)), ""
}

const noForeign = "no token for another application was given (AUTHCHECK_FOREIGN_TOKEN), and none can be minted without the provider's secret"

// foreign is a token for another application: the one that was given, or a minted one.
func (k *keyring) foreign() ([]string, string) {
	if token := k.config.ForeignToken; token != "" {
		if claims, _, ok := supabase.Claims(token); ok && ended(claims) {
			return nil, "the token for another application that was given has expired"
		}
		return []string{token}, ""
	}
	tokens, missing := k.mintOnce(catalog.OtherAudience, mints[catalog.OtherAudience])
	if missing != "" {
		missing = noForeign
	}
	return tokens, missing
}

// ended tells claims whose time is over.
func ended(claims jwt.MapClaims) bool {
	end, err := claims.GetExpirationTime()
	return err == nil && end != nil && end.Before(time.Now())
}

// mintOnce keeps what was minted.
func (k *keyring) mintOnce(kind catalog.TokenKind, change func(jwt.MapClaims)) ([]string, string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	missing := ""
	if k.kept[kind] == "" {
		k.kept[kind], missing = k.minted(change)
	}
	return given(k.kept[kind], missing)
}

// expiredToken is the one that was given, or user 1's claims an hour after their
// end, signed with the project's own HS256 secret. The reason says why there is none.
func expiredToken(c Config, token string) (expired, missing string) {
	if c.ExpiredToken != "" {
		return c.ExpiredToken, ""
	}
	claims, header, ok := supabase.Claims(token)
	secret, _, known := secretOf(token, c.JWTSecret)
	switch {
	case !ok:
		return "", "the tokens are no JWTs: none can be minted"
	case !known && c.JWTSecret == "":
		return "", "no expired token was given (AUTHCHECK_EXPIRED_TOKEN), and no JWT secret to mint one with (SUPABASE_JWT_SECRET)"
	case header["alg"] != "HS256":
		return "", "this project does not sign with HS256: the JWT secret can't mint a token"
	case !known:
		return "", "the JWT secret that was given does not belong to these tokens"
	}
	issued := time.Now()
	if at, err := claims.GetIssuedAt(); err == nil && at != nil {
		issued = at.Time // by the provider's clock, not by ours
	}
	late := maps.Clone(claims)
	late["iat"] = issued.Add(-2 * time.Hour).Unix()
	late["exp"] = issued.Add(-time.Hour).Unix()
	return signed(jwt.SigningMethodHS256, late, header, []byte(secret)), ""
}

// askProvider notes which of the minted tokens the provider itself accepts: a server
// that asks it can't know better.
func (k *keyring) askProvider(ctx context.Context) (accepted []string) {
	provider := cmp.Or(k.config.Provider, k.config.Issuer)
	if provider == nil {
		return nil
	}
	for _, id := range catalog.Identities(true, true) {
		if _, ok := mints[id.Token]; !ok || ctx.Err() != nil {
			continue
		}
		tokens, missing := k.tokens(id.Token)
		if missing != "" {
			return nil
		}
		if _, err := provider.User(ctx, tokens[0]); err == nil {
			accepted = append(accepted, id.ID)
		}
	}
	return accepted
}

// onThisMachine tells whether an address is a loopback one.
func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// providerAddress is where the provider is, as far as it is known.
func (c Config) providerAddress() string {
	if c.Provider != nil {
		return c.Provider.URL
	}
	claims, _, _ := supabase.Claims(c.Users[0].Token)
	issuer, _ := claims.GetIssuer()
	return issuer
}
