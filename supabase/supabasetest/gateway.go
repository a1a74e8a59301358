package supabasetest

import (
	"net/http"
	"strings"
)

// openPaths need no key: browsers come here, and servers that check tokens.
var openPaths = map[string]bool{
	"/auth/v1/verify":                true,
	"/auth/v1/.well-known/jwks.json": true,
}

// gateway is what stands in front of a project: it wants a key of the project
// in the apikey header or URL parameter.
func (s *Server) gateway(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/auth/v1/") || openPaths[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		key := r.Header.Get("apikey")
		if key == "" {
			key = r.URL.Query().Get("apikey")
		}
		switch key {
		case "":
			refuse(w, "No API key found in request", "No `apikey` request header or url param was found.")
		case s.AnonKey, s.ServiceKey:
			next.ServeHTTP(w, s.exchange(r, key))
		default:
			refuse(w, "Invalid API key", "Double check your Supabase `anon` or `service_role` API key.")
		}
	})
}

// exchange replaces a new key in the Authorization header, which is no JWT,
// by a short-lived token of the same role.
func (s *Server) exchange(r *http.Request, key string) *http.Request {
	if !s.opts.NewKeys || r.Header.Get("Authorization") != "Bearer "+key {
		return r
	}
	role := "anon"
	if key == s.ServiceKey {
		role = "service_role"
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+s.roleToken(role))
	return r
}

// refuse is an error answer in the gateway's shape.
func refuse(w http.ResponseWriter, message, hint string) {
	sendJSON(w, http.StatusUnauthorized, "application/json; charset=utf-8", struct {
		Message string `json:"message"`
		Hint    string `json:"hint"`
	}{message, hint})
}
