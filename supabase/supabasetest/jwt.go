package supabasetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// makeKeys draws the server's keys and secrets.
func (s *Server) makeKeys() error {
	s.JWTSecret = rand.Text() + rand.Text()
	if s.opts.ES256 {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return fmt.Errorf("make signing key: %w", err)
		}
		s.ecKey, s.keyID = key, uuid.NewString()
	}
	if s.opts.NewKeys {
		s.AnonKey, s.ServiceKey = "sb_publishable_"+rand.Text(), "sb_secret_"+rand.Text()
	} else {
		s.AnonKey, s.ServiceKey = s.roleToken("anon"), s.roleToken("service_role")
	}
	return nil
}

// roleToken is a JWT that stands for a role and no user: a legacy key.
func (s *Server) roleToken(role string) string {
	issued := time.Now()
	return s.signHS256(jwt.MapClaims{"iss": "supabase", "role": role,
		"iat": issued.Unix(), "exp": issued.AddDate(10, 0, 0).Unix()})
}

// Mint signs claims as the server signs its access tokens: for tokens that it
// would not give out, such as expired ones.
func (s *Server) Mint(claims map[string]any) string {
	if s.ecKey == nil {
		return s.signHS256(claims)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims(claims))
	t.Header["kid"] = s.keyID
	return signed(t, s.ecKey)
}

func (s *Server) signHS256(claims jwt.MapClaims) string {
	return signed(jwt.NewWithClaims(jwt.SigningMethodHS256, claims), []byte(s.JWTSecret))
}

// signed signs with a key that is known to fit the method. What is left to go
// wrong is a claim that JSON does not know, a mistake of the caller.
func signed(t *jwt.Token, key any) string {
	text, err := t.SignedString(key)
	if err != nil {
		panic("supabasetest: sign token: " + err.Error())
	}
	return text
}

// claims are those that the server reads.
type claims struct {
	jwt.RegisteredClaims
	Role      string `json:"role"`
	SessionID string `json:"session_id"`
}

// claimsOf verifies the bearer token of a request.
func (s *Server) claimsOf(r *http.Request) (*claims, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token == "" || strings.ContainsAny(token, " \t") || scheme != "Bearer" && scheme != "bearer" {
		return nil, fail(http.StatusUnauthorized, "no_authorization", "This endpoint requires a valid Bearer token")
	}
	var c claims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256", "ES256"}))
	if _, err := parser.ParseWithClaims(token, &c, s.keyFor); err != nil {
		return nil, badJWT("invalid JWT: unable to parse or verify signature, " + err.Error())
	}
	return &c, nil
}

// keyFor picks the key to verify a token with. HS256 stays valid next to
// ES256, as in projects that were moved over: the legacy keys need it.
func (s *Server) keyFor(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	switch {
	case t.Method == jwt.SigningMethodHS256:
		return []byte(s.JWTSecret), nil
	case t.Method == jwt.SigningMethodES256 && s.ecKey != nil && kid == s.keyID:
		return &s.ecKey.PublicKey, nil
	}
	return nil, fmt.Errorf("unrecognized JWT kid %v for algorithm %v", t.Header["kid"], t.Header["alg"])
}

func badJWT(message string) *failure { return fail(http.StatusForbidden, "bad_jwt", message) }

// login finds the user and session of the bearer token. The session is nil
// for a token without session_id, which only Mint makes.
func (s *Server) login(r *http.Request) (*user, *session, error) {
	c, err := s.claimsOf(r)
	if err != nil {
		return nil, nil, err
	}
	if c.Subject == "" {
		return nil, nil, badJWT("invalid claim: missing sub claim")
	}
	if _, err := uuid.Parse(c.Subject); err != nil {
		return nil, nil, fail(http.StatusBadRequest, "bad_jwt", "invalid claim: sub claim must be a UUID")
	}
	u := s.byID(c.Subject)
	if u == nil {
		return nil, nil, fail(http.StatusForbidden, "user_not_found", "User from sub claim in JWT does not exist")
	}
	if c.SessionID == "" {
		return u, nil, nil
	}
	open := s.sessions[c.SessionID]
	if open == nil {
		return nil, nil, fail(http.StatusForbidden, "session_not_found", "Session from session_id claim in JWT does not exist")
	}
	return u, open, nil
}

// admin lets only administrators' tokens through.
func (s *Server) admin(e endpoint) endpoint {
	return func(r request) (any, error) {
		c, err := s.claimsOf(r.Request)
		if err != nil {
			return nil, err
		}
		if !slices.Contains([]string{"service_role", "supabase_admin"}, c.Role) {
			return nil, fail(http.StatusForbidden, "not_admin", "User not allowed")
		}
		return e(r)
	}
}

// jwks publishes the key of ES256; a shared secret is never published.
func (s *Server) jwks(request) (any, error) {
	keys := []map[string]any{}
	if s.ecKey != nil {
		point, err := s.ecKey.PublicKey.Bytes()
		if err != nil || len(point) != 65 {
			return nil, errors.New("unexpected form of public key")
		}
		b64 := base64.RawURLEncoding.EncodeToString
		keys = append(keys, map[string]any{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "ext": true,
			"key_ops": []string{"verify"}, "kid": s.keyID, "x": b64(point[1:33]), "y": b64(point[33:])})
	}
	return map[string]any{"keys": keys}, nil
}

// randomToken is n characters of a-z and 2-7.
func randomToken(n int) string {
	text := ""
	for len(text) < n {
		text += strings.ToLower(rand.Text())
	}
	return text[:n]
}
