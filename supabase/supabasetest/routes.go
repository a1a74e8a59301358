package supabasetest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// maxBody bounds a request, in bytes, as Supabase Auth does.
const maxBody = 1 << 20

// request is a request with its body read.
type request struct {
	*http.Request
	body []byte
}

// endpoint answers a request: with something to send as JSON, with a redirect,
// with nil for 204, or with a *failure. The server is locked meanwhile.
type endpoint func(request) (any, error)

// redirect is an answer that sends the browser elsewhere.
type redirect string

// handler routes what the gateway lets through.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, e := range map[string]endpoint{
		"GET /auth/v1/health":                s.health,
		"GET /auth/v1/settings":              s.settings,
		"GET /auth/v1/.well-known/jwks.json": s.jwks,
		"POST /auth/v1/signup":               s.captcha(s.signUp),
		"POST /auth/v1/resend":               s.captcha(s.resend),
		"GET /auth/v1/verify":                s.verify,
		"POST /auth/v1/verify":               s.verifyMagicLink,
		"POST /auth/v1/token":                s.token,
		"POST /auth/v1/logout":               s.logout,
		"GET /auth/v1/user":                  s.getUser,
		"PUT /auth/v1/user":                  s.updateUser,
		"GET /auth/v1/admin/users":           s.admin(s.listUsers),
		"POST /auth/v1/admin/users":          s.admin(s.createUser),
		"GET /auth/v1/admin/users/{id}":      s.admin(s.adminGetUser),
		"PUT /auth/v1/admin/users/{id}":      s.admin(s.adminUpdateUser),
		"DELETE /auth/v1/admin/users/{id}":   s.admin(s.deleteUser),
		"POST /auth/v1/admin/generate_link":  s.admin(s.generateLink),
	} {
		mux.Handle(pattern, s.serve(e))
	}
	mux.HandleFunc("GET /{$}", page("Confirmed", "The e-mail address is confirmed. You can close this page and log in."))
	mux.HandleFunc("GET /link-expired", page("Link expired", "This link was used before, or a newer one was sent."))
	return s.first(s.gateway(mux))
}

// first lets the interceptor go before everything else.
func (s *Server) first(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.wait(r.Context())
		s.mu.Lock()
		intercept := s.intercept
		s.mu.Unlock()
		if intercept != nil && intercept(w, r) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve runs an endpoint and delivers the mails that it caused.
func (s *Server) serve(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			reply(w, nil, fail(http.StatusRequestEntityTooLarge, "request_entity_too_large", "Request body too large (max 1048576 bytes)"))
			return
		}
		answer, mails, err := s.run(e, request{r, body})
		if s.opts.OnMail != nil {
			for _, m := range mails {
				s.opts.OnMail(m)
			}
		}
		reply(w, answer, err)
	})
}

// run runs an endpoint with the server locked, and returns the mails that it
// sent too.
func (s *Server) run(e endpoint, r request) (any, []Mail, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := len(s.mails)
	answer, err := e(r)
	return answer, s.mails[sent:], err
}

// decode reads a JSON body.
func (r request) decode(into any) error {
	if err := json.Unmarshal(r.body, into); err != nil {
		return fail(http.StatusBadRequest, "bad_json", "Could not parse request body as JSON: "+err.Error())
	}
	return nil
}

// failure is an error answer of the Auth server.
type failure struct {
	Status  int    `json:"code"`
	Code    string `json:"error_code"`
	Message string `json:"msg"`
	Weak    *weak  `json:"weak_password,omitempty"`
}

// weak says why a password is refused.
type weak struct {
	Message string   `json:"message,omitempty"` // in the answer to a login
	Reasons []string `json:"reasons"`
}

func (f *failure) Error() string { return f.Message }

func fail(status int, code, message string) *failure {
	return &failure{Status: status, Code: code, Message: message}
}

// reply sends what an endpoint returned.
func reply(w http.ResponseWriter, answer any, err error) {
	if f, ok := errors.AsType[*failure](err); ok {
		w.Header().Set("X-Sb-Error-Code", f.Code)
		sendJSON(w, f.Status, "application/json", f)
		return
	}
	if err != nil { // its code is in the body alone
		sendJSON(w, http.StatusInternalServerError, "application/json",
			fail(http.StatusInternalServerError, "unexpected_failure", "Internal Server Error"))
		return
	}
	switch a := answer.(type) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
	case redirect:
		w.Header().Set("Location", string(a))
		w.WriteHeader(http.StatusSeeOther)
	default:
		sendJSON(w, http.StatusOK, "application/json", a)
	}
}

func sendJSON(w http.ResponseWriter, status int, kind string, body any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// page is a small page for the browser that opened a link.
func page(title, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>"+title+
			"</title><h1>"+title+"</h1><p>"+text+"</p></html>\n")
	}
}
