package tokens

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"authcheck/cmd/settings"
	"authcheck/scenario"
	"authcheck/supabase"
)

// PublishedKeys finds the keys of whoever issued a token: where that is a provider that
// describes itself, where it says; else where Supabase has them, at GET /.well-known/jwks.json.
// An issuer that has neither publishes none. Nothing secret is sent. It is nil where the
// issuer is no address.
func PublishedKeys(client *http.Client, issuer string) scenario.PublicKeys {
	if err := settings.CheckAddress(issuer); err != nil {
		return nil
	}
	staying := *client
	staying.CheckRedirect = stay
	client = &staying
	return func(ctx context.Context) ([]supabase.JWK, error) {
		about, err := describe(ctx, client, issuer)
		if err != nil && !errors.Is(err, errNoDocument) {
			return nil, err
		}
		if about.Keys == "" {
			about.Keys = strings.TrimRight(issuer, "/") + "/.well-known/jwks.json"
		}
		if err := settings.CheckAddress(about.Keys); err != nil {
			return nil, err
		}
		set := struct {
			Keys []supabase.JWK `json:"keys"`
		}{[]supabase.JWK{}}
		if err := getJSON(ctx, client, about.Keys, &set); err != nil && !errors.Is(err, errNoDocument) {
			return nil, err
		}
		return set.Keys, nil
	}
}

// stay follows a redirect only where it stays on the host that was asked: nobody else is asked.
func stay(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if len(via) > 4 || req.URL.Scheme != first.Scheme || req.URL.Host != first.Host {
		return http.ErrUseLastResponse
	}
	return nil
}
