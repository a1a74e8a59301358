package langgraphtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// provider says whom a token belongs to.
type provider func(token string) (*user, error)

// errNotAccepted is the provider's no.
var errNotAccepted = errors.New("token not accepted")

// guestRole is what Supabase calls somebody who is not logged in: the role in
// the claims of a project's public key.
const guestRole = "anon"

// supabase asks GET {url}/auth/v1/user with the caller's token, at every
// request anew.
func supabase(url, apiKey string) provider {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	return func(token string) (*user, error) {
		req, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(url, "/")+"/auth/v1/user", nil)
		if err != nil {
			return nil, fmt.Errorf("ask provider: %w", err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("apikey", apiKey)
		res, err := client.Do(req)
		if err != nil {
			return nil, fmt.Errorf("ask provider: %w", err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return nil, errNotAccepted
		}
		var found struct {
			ID      string    `json:"id"`
			Email   string    `json:"email"`
			Role    string    `json:"role"`
			Profile object    `json:"user_metadata"`
			Banned  time.Time `json:"banned_until"`
		}
		if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&found); err != nil || found.ID == "" {
			return nil, errNotAccepted
		}
		return &user{identity: found.ID, email: found.Email, role: found.Role, profile: found.Profile, banned: time.Now().Before(found.Banned)}, nil
	}
}

// table knows hard-coded tokens.
func table(tokens map[string]string) provider {
	return func(token string) (*user, error) {
		if id, ok := tokens[token]; ok {
			return &user{identity: id, role: "authenticated", email: id + "@example.com"}, nil
		}
		return nil, errNotAccepted
	}
}

// provider is the one that the options name.
func (o Options) provider() provider {
	if o.SupabaseURL != "" {
		return supabase(o.SupabaseURL, o.APIKey)
	}
	return table(o.Tokens)
}

// bearer takes the token out of the Authorization header, or refuses.
func bearer(header string, status int) (string, error) {
	parts := strings.Fields(header)
	if len(parts) != 2 || !strings.EqualFold(parts[0], "bearer") {
		return "", refuse(status, "Missing bearer token")
	}
	return parts[1], nil
}

// bearerAuth is sound authentication: a bearer token that the provider accepts,
// else the given status.
func bearerAuth(accept provider, status int) func(*http.Request) (*user, error) {
	return func(req *http.Request) (*user, error) {
		token, err := bearer(req.Header.Get("Authorization"), status)
		if err != nil {
			return nil, err
		}
		u, err := accept(token)
		if err != nil {
			return nil, refuse(status, "Invalid token")
		}
		return u, nil
	}
}

// studioIdentity is who the x-auth-scheme header makes of a caller on a
// development server that has not disabled Studio access.
const studioIdentity = "langgraph-studio-user"

// orStudio lets requests of LangGraph Studio in with no token at all.
func orStudio(authenticate func(*http.Request) (*user, error)) func(*http.Request) (*user, error) {
	return func(req *http.Request) (*user, error) {
		if req.Header.Get("x-auth-scheme") == "langsmith" {
			return &user{identity: studioIdentity, studio: true}, nil
		}
		return authenticate(req)
	}
}

// tutorialAuth is the tutorial's function as published: what it asserts outside
// its try block is an exception that nobody catches.
func tutorialAuth(accept provider) func(*http.Request) (*user, error) {
	return func(req *http.Request) (*user, error) {
		header := req.Header.Get("Authorization")
		if header == "" {
			return nil, errCrash
		}
		parts := strings.Fields(header)
		switch {
		case len(parts) < 2:
			return nil, refuse(http.StatusBadRequest, "not enough values to unpack (expected 2, got %d)", len(parts))
		case len(parts) > 2:
			return nil, refuse(http.StatusBadRequest, "too many values to unpack (expected 2)")
		case !strings.EqualFold(parts[0], "bearer"):
			return nil, errCrash
		}
		u, err := accept(parts[1])
		if err != nil {
			return nil, refuse(http.StatusUnauthorized, "")
		}
		return u, nil
	}
}
