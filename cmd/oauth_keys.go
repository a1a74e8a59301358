package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"authcheck/scenario"
	"authcheck/supabase"
)

// publishedKeys finds the keys of whoever issued a token, where that is an OpenID
// Connect provider: through GET /.well-known/openid-configuration (OpenID Connect
// Discovery 1.0, 4). Nothing secret is sent. It is nil where the issuer is no address.
func publishedKeys(client *http.Client, issuer string) scenario.PublicKeys {
	if _, err := parseURL(issuer); err != nil {
		return nil
	}
	return func(ctx context.Context) ([]supabase.JWK, error) {
		var about struct {
			Keys string `json:"jwks_uri"`
		}
		if err := getJSON(ctx, client, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &about); err != nil {
			return nil, err
		}
		if _, err := parseURL(about.Keys); err != nil {
			return nil, err
		}
		var set struct {
			Keys []supabase.JWK `json:"keys"`
		}
		err := getJSON(ctx, client, about.Keys, &set)
		return set.Keys, err
	}
}

// maxDocument is how much of a provider's document is read, in bytes.
const maxDocument = 1 << 20

func getJSON(ctx context.Context, client *http.Client, address string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", address, resp.Status)
	}
	return json.NewDecoder(io.LimitReader(resp.Body, maxDocument)).Decode(into)
}
