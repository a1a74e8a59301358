package supabase_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"authcheck/supabase"
)

// TestSecretsDoNotPrint plants secrets in everything that may be printed.
func TestSecretsDoNotPrint(t *testing.T) {
	secrets := []string{"the-access-token", "the-refresh-token", "the-key", password}
	session := supabase.Session{AccessToken: secrets[0], RefreshToken: secrets[1], User: supabase.User{Email: "me@example.com"}}
	signUp := supabase.SignUp{Outcome: supabase.Created, Session: &session}
	client := supabase.Client{URL: "https://user:the-key@x.supabase.co", Key: secrets[2]}
	echo := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"msg": fmt.Sprint(r.Header["Apikey"], string(body)), "hint": r.Header.Get("Authorization")})
	})
	echo.Key = secrets[2]
	_, refreshErr := echo.Refresh(t.Context(), secrets[1])
	_, userErr := echo.User(t.Context(), secrets[0])

	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{session, &session, signUp, &signUp, client, &client, []any{session, client}, login(echo), refreshErr, userErr} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			_, _ = fmt.Fprintf(&out, verb+"\n", v)
		}
		log.Info("value", "v", v)
	}
	if err := json.NewEncoder(&out).Encode(signUp); err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		for _, form := range []string{s, fmt.Sprintf("%x", s)} {
			if i := strings.Index(out.String(), form); i >= 0 {
				t.Errorf("%q shows in %q", s, out.String()[max(0, i-80):i+len(form)])
			}
		}
	}
	if !strings.Contains(out.String(), "session of me@example.com until") || !strings.Contains(out.String(), "https://x.supabase.co") {
		t.Error("printed values say nothing")
	}
}

// TestNoPieceOfASecret: what is quoted of an answer is cut where it is long, and no piece of a
// secret is known for one any more.
func TestNoPieceOfASecret(t *testing.T) {
	const secret = "correct  horse\"battery<staple>" // as a password may be: with two spaces, and what JSON escapes
	token := strings.Repeat("0123456789abcdef", 40)
	long := strings.Repeat("x", 290) + " "
	quote := func(with string) map[string]http.HandlerFunc {
		send := func(status int, header http.Header, body string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				for name, values := range header {
					w.Header()[name] = values
				}
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			}
		}
		fields := func(of map[string]any) string { return string(must[[]byte](t)(json.Marshal(of))) }
		return map[string]http.HandlerFunc{
			"message":       send(400, nil, fields(map[string]any{"msg": long + with})),
			"code":          send(400, nil, fields(map[string]any{"error_code": with, "msg": "x"})),
			"hint":          send(400, nil, fields(map[string]any{"message": "x", "hint": long + with})),
			"header":        send(400, http.Header{"X-Sb-Error-Code": {with}}, ""),
			"text":          send(500, http.Header{"Content-Type": {"text/plain"}}, long+with),
			"title":         send(500, http.Header{"Content-Type": {"text/html"}}, "<title>"+long+with+"</title>"),
			"what was sent": send(500, http.Header{"Content-Type": {"text/plain"}}, "in "+fields(map[string]any{"password": with})),
			"type":          send(200, http.Header{"Content-Type": {"text/" + with}}, "x"),
			"redirect":      send(302, http.Header{"Location": {"/" + strings.Repeat("x", 250) + "/" + with}}, ""),
		}
	}
	check := func(name, secret string, err error) {
		e, ok := errors.AsType[*supabase.Error](err)
		if !ok {
			t.Fatalf("%s: %v", name, err)
		}
		said := fmt.Sprint(e, e.Hint)
		for i := range len(secret) - 8 {
			if strings.Contains(said, secret[i:i+8]) {
				t.Errorf("%s: %q of the secret shows in %q", name, secret[i:i+8], said)
				return
			}
		}
	}
	for name, answer := range quote(secret) {
		_, err := answering(t, answer).Login(t.Context(), "me@example.com", secret)
		check(name, secret, err)
	}
	for name, answer := range quote(token) {
		_, err := answering(t, answer).User(t.Context(), token)
		check(name, token, err)
	}
}
